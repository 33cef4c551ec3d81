/**
 * The look of Ghost's admin: its colours, light and dark (`html.dark`), and its controls. Lengths are in px, for the admin's own root font size
 * differs from a page's. Source of the values: Ghost 6.65, the admin's design tokens.
 */
export const controlStyle = `
:root{--ow-bg:#fff;--ow-raised:#fff;--ow-side:#fafafb;--ow-text:#15171a;--ow-soft:#626d79;--ow-faint:#95a1ad;--ow-line:#ebeef0;--ow-control-line:#e4e7eb;--ow-hover:#f4f5f6;--ow-active:#ebeef0;--ow-row:#fafafb;--ow-primary:#15171a;--ow-primary-text:#fff;--ow-primary-hover:#2d3137;--ow-focus:#95a1ad;--ow-good:#1d9a2e;--ow-bad:#d60a20;--ow-warn:#a86a00;--ow-good-bg:#30cf431a;--ow-bad-bg:#f50b231a;--ow-warn-bg:#ffb41f24;--ow-disabled:#f4f5f6;--ow-shadow:0 0 1px #00000040,0 8px 28px -6px #00000026;--ow-font:Inter,-apple-system,BlinkMacSystemFont,"avenir next",avenir,"helvetica neue",helvetica,ubuntu,roboto,noto,"segoe ui",arial,sans-serif}
html.dark{--ow-bg:#111112;--ow-raised:#1b1c1f;--ow-side:#161719;--ow-text:#edeeee;--ow-soft:#9da0a3;--ow-faint:#86898d;--ow-line:#2b2c2e;--ow-control-line:#3a3b3e;--ow-hover:#2a2b2e;--ow-active:#303134;--ow-row:#161719;--ow-primary:#edeeee;--ow-primary-text:#15171a;--ow-primary-hover:#fff;--ow-focus:#86898d;--ow-good:#58da67;--ow-bad:#ff5c6c;--ow-warn:#ffc247;--ow-good-bg:#30cf4326;--ow-bad-bg:#f50b2333;--ow-warn-bg:#ffb41f2e;--ow-disabled:#1f2022;--ow-shadow:0 0 0 1px #3a3b3e,0 8px 28px -6px #000}
.ow-icon{flex:none;display:block}
.ow-button.ow-button{all:unset;box-sizing:border-box;display:inline-flex;align-items:center;justify-content:center;gap:6px;height:32px;padding:0 12px;border:1px solid var(--ow-control-line);border-radius:6px;background:var(--ow-raised);color:var(--ow-text);font:500 13px/1.2 var(--ow-font);letter-spacing:.1px;white-space:nowrap;cursor:pointer;user-select:none;-webkit-user-select:none;transition:background .12s}
.ow-button.ow-button:hover{background:var(--ow-hover)}
.ow-button:focus-visible{outline:2px solid var(--ow-focus);outline-offset:1px}
.ow-button[disabled],.ow-button[aria-disabled=true]{opacity:.5;cursor:default;pointer-events:none}
.ow-button.ow-primary{background:var(--ow-primary);border-color:var(--ow-primary);color:var(--ow-primary-text)}
.ow-button.ow-primary:hover{background:var(--ow-primary-hover)}
.ow-button.ow-plain{border-color:transparent;background:transparent}
.ow-button.ow-plain:hover,.ow-button.ow-plain[aria-expanded=true]{background:var(--ow-hover)}
.ow-button.ow-danger{color:var(--ow-bad)}
.ow-button.ow-only-icon{width:32px;padding:0}
.ow-label{overflow:hidden;text-overflow:ellipsis}
.ow-pair{display:inline-flex;max-width:100%}
.ow-pair>.ow-button{min-width:0}
.ow-pair>.ow-button:first-child:not(:last-child){border-start-end-radius:0;border-end-end-radius:0}
.ow-pair>.ow-button:last-child:not(:first-child){border-start-start-radius:0;border-end-start-radius:0;margin-inline-start:-1px;width:30px}
.ow-spinner{flex:none;width:14px;height:14px;box-sizing:border-box;border:2px solid currentColor;border-inline-end-color:transparent;border-radius:50%;animation:ow-turn .8s linear infinite}
@keyframes ow-turn{to{transform:rotate(1turn)}}
.ow-menu{all:unset;box-sizing:border-box;position:fixed;inset:auto;margin:0;min-width:180px;max-width:min(360px,calc(100vw - 16px));max-height:min(420px,calc(100vh - 16px));overflow:auto;padding:6px;border-radius:8px;background:var(--ow-raised);box-shadow:var(--ow-shadow);color:var(--ow-text);font:400 13px/1.3 var(--ow-font)}
.ow-menu:not(:popover-open){display:none}
.ow-item{all:unset;box-sizing:border-box;display:flex;align-items:center;gap:8px;width:100%;padding:7px 10px;border-radius:5px;font:inherit;color:inherit;cursor:pointer}
.ow-item:hover,.ow-item:focus{background:var(--ow-hover)}
.ow-item>.ow-icon{color:var(--ow-soft)}
.ow-separator{height:1px;margin:6px -6px;background:var(--ow-line)}
.ow-dialog{box-sizing:border-box;width:min(440px,calc(100vw - 32px));max-height:calc(100vh - 32px);margin:auto;padding:28px;border:0;border-radius:12px;background:var(--ow-raised);color:var(--ow-text);font:400 14px/1.5 var(--ow-font);box-shadow:0 24px 60px -12px #00000059}
html.dark .ow-dialog{box-shadow:0 0 0 1px #3a3b3e,0 24px 60px -12px #000}
.ow-dialog::backdrop{background:#626d7959}
html.dark .ow-dialog::backdrop{background:#0009}
.ow-dialog h2{all:unset;display:block;margin-bottom:16px;font:600 18px/1.3 var(--ow-font);letter-spacing:-.1px}
.ow-dialog p{margin:0 0 8px;color:var(--ow-soft)}
.ow-dialog footer{display:flex;justify-content:flex-end;gap:8px;margin-top:24px}
.ow-field{display:flex;flex-direction:column;gap:6px;min-width:0}
.ow-field>label,.ow-field>.ow-legend{font:500 13px/1.4 var(--ow-font);color:var(--ow-text)}
.ow-input{all:unset;box-sizing:border-box;width:100%;height:34px;padding:0 12px;border:1px solid var(--ow-control-line);border-radius:6px;background:var(--ow-raised);color:var(--ow-text);font:400 14px/1.4 var(--ow-font);transition:border-color .12s,box-shadow .12s}
textarea.ow-input{height:auto;min-height:84px;padding:8px 12px;white-space:pre-wrap;font:400 12px/1.5 Consolas,Menlo,monospace}
select.ow-input{padding-inline-end:32px;line-height:32px;cursor:pointer;background-image:url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='16' height='16' fill='none' stroke='%237c8b9a' stroke-width='1.5' stroke-linecap='round' stroke-linejoin='round'%3E%3Cpath d='m4 6 4 4 4-4'/%3E%3C/svg%3E");background-position:calc(100% - 10px) center;background-repeat:no-repeat}
[dir=rtl] select.ow-input{background-position:10px center}
select.ow-input option{background:var(--ow-raised);color:var(--ow-text)}
.ow-input::placeholder{color:var(--ow-faint)}
.ow-input:focus{border-color:#30cf43;box-shadow:0 0 0 3px #30cf4333}
.ow-input[aria-invalid=true]{border-color:var(--ow-bad)}
.ow-input[aria-invalid=true]:focus{box-shadow:0 0 0 3px var(--ow-bad-bg)}
.ow-input:disabled{background:var(--ow-disabled);color:var(--ow-soft);cursor:not-allowed}
.ow-help{font:400 12px/1.45 var(--ow-font);color:var(--ow-soft)}
.ow-error{white-space:pre-line;font:500 12px/1.45 var(--ow-font);color:var(--ow-bad)}
.ow-toasts{all:unset;position:fixed;inset:auto auto 24px 24px;display:flex;flex-direction:column;gap:8px;pointer-events:none}
.ow-toasts:not(:popover-open){display:none}
.ow-toast{box-sizing:border-box;display:flex;align-items:flex-start;gap:10px;width:max-content;max-width:min(420px,calc(100vw - 48px));padding:12px 14px;border-radius:8px;background:var(--ow-raised);box-shadow:var(--ow-shadow);color:var(--ow-text);font:500 13px/1.45 var(--ow-font);pointer-events:auto}
.ow-toast{white-space:pre-line}
.ow-toast>.ow-icon,.ow-toast>.ow-spinner{margin-top:2px}
.ow-toast[data-kind=good]>.ow-icon{color:var(--ow-good)}
.ow-toast[data-kind=bad]>.ow-icon{color:var(--ow-bad)}
.ow-toast button{all:unset;margin-inline-start:4px;color:var(--ow-faint);cursor:pointer;border-radius:4px}
.ow-toast button:focus-visible{outline:2px solid var(--ow-focus)}
.ow-overlay{all:unset;box-sizing:border-box;position:fixed;inset:0;display:flex;flex-direction:column;width:100%;height:100%;background:var(--ow-bg);color:var(--ow-text)}
.ow-overlay:not([open]){display:none}
.ow-overlay-bar{flex:none;display:flex;align-items:center;gap:12px;height:40px;box-sizing:border-box;padding:0 8px 0 14px;border-bottom:1px solid var(--ow-line);background:var(--ow-side);font:500 13px/1.3 var(--ow-font)}
.ow-overlay-bar>b{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font:inherit}
.ow-overlay iframe{flex:1;display:block;width:100%;min-height:0;border:0}
@media (prefers-reduced-motion:reduce){.ow-spinner{animation-duration:2.4s}.ow-button,.ow-input{transition:none}}
`

/** Adds a style sheet to the page. */
export function addStyle(css: string): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}
