/** Style of our pages: one centred message on a quiet background, light or dark as the person likes it. */
export const pageStyle = `
:root { color-scheme: light dark; --background: #f6f7f9; --text: #1b1f24; --quiet: #59636e; --line: #d5dae0; --accent: #b4430f; }
@media (prefers-color-scheme: dark) {
  :root { --background: #1a1d21; --text: #eceff2; --quiet: #a3adb8; --line: #3a4149; --accent: #ff9a66; }
}
html, body { height: 100%; margin: 0; }
body { background: var(--background); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
#editor { height: 100%; height: 100dvh; }
openwith-editor { display: block; height: 100%; }
.message { box-sizing: border-box; min-height: 100vh; min-height: 100dvh; display: grid; place-content: center; justify-items: center; padding: 2rem; text-align: center; }
.message > * { max-width: 34rem; margin: 0 0 .75rem; overflow-wrap: anywhere; }
.message h1 { font-size: 1.375rem; line-height: 1.3; text-wrap: balance; }
.message p { color: var(--quiet); text-wrap: pretty; }
.message .detail { font-size: .8125rem; }
.message a { display: inline-block; margin-top: .5rem; padding: .5rem 1rem; border: 1px solid var(--line); border-radius: .5rem; color: inherit; text-decoration: none; }
.message a:hover { border-color: var(--accent); }
.message a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.waiting { animation: appear 0s linear .3s both; }
@keyframes appear { from { visibility: hidden; } }
`
