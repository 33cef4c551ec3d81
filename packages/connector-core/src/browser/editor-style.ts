/** Style of the element's own states. A host page adapts it by the custom properties named here. */
export const editorStyle = `
:host {
  --background: var(--openwith-background, #f6f7f9);
  --surface: var(--openwith-surface, #ffffff);
  --text: var(--openwith-text, #1b1f24);
  --quiet: var(--openwith-quiet-text, #59636e);
  --line: var(--openwith-line, #d5dae0);
  --accent: var(--openwith-accent, #b4430f);
  --on-accent: var(--openwith-on-accent, #ffffff);
  --warning: #8a5a00; --error: #b3261e;
  display: block; width: 100%; height: 100%; min-height: 16rem;
  background: var(--background); color: var(--text); color-scheme: light dark;
  font: 400 1rem/1.5 var(--openwith-font, system-ui, sans-serif); text-align: start;
}
@media (prefers-color-scheme: dark) {
  :host {
    --background: var(--openwith-background, #1a1d21);
    --surface: var(--openwith-surface, #24282e);
    --text: var(--openwith-text, #eceff2);
    --quiet: var(--openwith-quiet-text, #a3adb8);
    --line: var(--openwith-line, #3a4149);
    --accent: var(--openwith-accent, #ff9a66);
    --on-accent: var(--openwith-on-accent, #24130a);
    --warning: #f0b64b; --error: #ff8a80;
  }
}
:host([hidden]), [hidden] { display: none !important; }
.all { display: flex; flex-direction: column; width: 100%; height: 100%; min-height: inherit; overflow: hidden; }
.frame { position: relative; flex: 1; min-height: 0; }
::slotted(*) { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; }
.cover {
  position: absolute; inset: 0; display: grid; place-content: center; justify-items: center; gap: .5rem;
  padding: 2rem; overflow: auto; background: var(--background); text-align: center;
}
.cover > * { margin: 0; max-width: 34rem; overflow-wrap: anywhere; }
.title { font-size: 1.25rem; font-weight: 600; line-height: 1.3; text-wrap: balance; }
.quiet { color: var(--quiet); text-wrap: pretty; }
.detail { color: var(--quiet); font-size: .8125rem; }
.wait { display: grid; justify-items: center; gap: 1rem; animation: appear 0s linear .3s both; }
.wait > p { margin: 0; }
.spinner {
  width: 2.25rem; height: 2.25rem; border-radius: 50%; border: 3px solid var(--line); border-top-color: var(--accent);
  animation: turn .9s linear infinite;
}
button {
  font: inherit; font-size: .9375rem; line-height: 1.25; cursor: pointer; border-radius: .5rem; padding: .5rem 1rem;
  color: var(--text); background: var(--surface); border: 1px solid var(--line);
}
button:hover { border-color: var(--accent); }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.cover > button { margin-top: .75rem; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
button.main:hover { filter: brightness(1.08); }
.notice {
  display: flex; flex-wrap: wrap; align-items: center; gap: .375rem .75rem; padding: .5rem .75rem;
  background: var(--surface); border-bottom: 1px solid var(--line); border-inline-start: 4px solid var(--accent);
  font-size: .875rem;
}
.notice.warning { border-inline-start-color: var(--warning); }
.notice.error { border-inline-start-color: var(--error); }
.notices { max-height: 40%; overflow: auto; flex: none; }
dialog {
  box-sizing: border-box; width: min(26rem, calc(100vw - 2rem)); padding: 1.25rem; border: 1px solid var(--line);
  border-radius: .75rem; background: var(--surface); color: var(--text); text-align: start;
}
dialog::backdrop { background: rgb(0 0 0 / .4); }
dialog form, dialog label { display: grid; gap: .5rem; }
dialog form { gap: 1rem; }
dialog .title, dialog p { margin: 0; }
dialog p { min-height: 1.5em; }
dialog.picker { width: min(44rem, calc(100vw - 2rem)); }
.picker form { grid-template-rows: auto auto minmax(0, 1fr); max-height: calc(100dvh - 6rem); }
.choices { display: grid; gap: .25rem; align-content: start; min-height: 6rem; max-height: 50dvh; overflow: auto; padding: 3px; }
.choices[aria-busy=true] { opacity: .6; }
.choice {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: baseline; gap: .125rem 1rem; cursor: pointer;
  padding: .5rem .625rem; border: 1px solid transparent; border-radius: .5rem; overflow-wrap: anywhere;
}
.choice:hover { border-color: var(--line); }
.choice[aria-selected=true] { border-color: var(--accent); background: var(--background); }
.choice:focus-visible { outline: 3px solid var(--accent); outline-offset: -1px; }
.choice .preview { display: none; }
.pictures { grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .5rem; }
.pictures .choice { grid-template-columns: 100%; align-content: start; }
.pictures .preview {
  display: grid; place-items: center; height: 6.5rem; border-radius: .375rem; overflow: hidden; background: var(--background);
}
.pictures img { max-width: 100%; max-height: 6.5rem; object-fit: contain; }
.pictures .name { font-size: .875rem; line-height: 1.3; }
.picker .more { justify-self: start; }
button:disabled { opacity: .5; cursor: default; }
dialog .actions { display: flex; justify-content: flex-end; gap: .5rem; }
input {
  font: inherit; color: inherit; background: var(--background); border: 1px solid var(--line); border-radius: .5rem;
  padding: .5rem .625rem; min-width: 0;
}
input:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
.notice .actions { display: flex; gap: .5rem; margin-inline-start: auto; }
.notice p { flex: 1 1 16rem; margin: 0; overflow-wrap: anywhere; }
.notice button { padding: .25rem .625rem; font-size: .8125rem; }
@keyframes appear { from { visibility: hidden; } }
@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { .spinner { animation-duration: 4s; } }
`
