/** Both pages: the side bar of Ghost's admin and its lists; the settings as Ghost lays out its own. */
export const pageStyle = `
*{box-sizing:border-box}
html{background:var(--ow-bg);color-scheme:light}
html.dark{color-scheme:dark}
body{margin:0;min-height:100vh;background:var(--ow-bg);color:var(--ow-text);font:400 13px/1.5 var(--ow-font);-webkit-font-smoothing:antialiased}
a{color:inherit}
h1,h2,h3,p{margin:0}
[hidden]{display:none!important}
.ow-sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.ow-frame{display:flex;min-height:100vh}
.ow-side{position:sticky;top:0;flex:none;width:316px;height:100vh;padding:8px}
.ow-side>div{display:flex;flex-direction:column;height:100%;padding:20px;border:1px solid var(--ow-line);border-radius:12px;background:var(--ow-side);overflow:auto}
.ow-site{display:flex;align-items:center;gap:8px;min-height:32px;margin-bottom:36px;font-weight:600;font-size:15px}
.ow-site img,.ow-site .ow-orb{flex:none;width:32px;height:32px;border-radius:6px;object-fit:cover}
.ow-site .ow-orb{display:flex;align-items:center;justify-content:center;background:var(--ow-primary);color:var(--ow-primary-text);font-size:14px}
.ow-site span:last-child{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.ow-nav{display:flex;flex-direction:column;gap:1px;margin:0;padding:0;list-style:none}
.ow-nav+.ow-nav{margin-top:32px}
.ow-nav.ow-bottom{margin-top:auto}
.ow-nav a{display:flex;align-items:center;gap:8px;height:32px;padding:0 12px;border-radius:6px;font-weight:500;letter-spacing:.1px;text-decoration:none}
.ow-nav a:hover{background:var(--ow-hover)}
.ow-nav a:focus-visible,.ow-link:focus-visible{outline:2px solid var(--ow-focus)}
.ow-nav a[aria-current]{background:var(--ow-active)}
.ow-main{flex:1;min-width:0;padding:28px 40px 64px}
.ow-head{display:flex;flex-wrap:wrap;align-items:center;gap:8px;min-height:32px;margin-bottom:24px}
.ow-head h1{margin-inline-end:auto;font:600 15px/1.4 var(--ow-font)}
.ow-head .ow-input{width:auto;height:32px;font-size:13px}
.ow-head select.ow-input{line-height:30px;font-weight:500}
.ow-search{position:relative}
.ow-search .ow-icon{position:absolute;inset-inline-start:10px;top:8px;color:var(--ow-faint);pointer-events:none}
.ow-search .ow-input{width:230px;padding-inline-start:32px}
.ow-table{width:100%;border-collapse:collapse;table-layout:fixed}
.ow-table th{padding:8px 12px;border-bottom:1px solid var(--ow-line);color:var(--ow-soft);font-weight:500;font-size:12px;text-align:start;white-space:nowrap}
.ow-table td{height:64px;padding:8px 12px;border-bottom:1px solid var(--ow-line);vertical-align:middle;overflow:hidden;text-overflow:ellipsis}
.ow-table tr:hover td{background:var(--ow-row)}
.ow-table th:first-child,.ow-table td:first-child{padding-inline-start:16px}
.ow-table .ow-actions{text-align:end}
.ow-table .ow-actions .ow-pair{vertical-align:middle}
.ow-name{display:flex;align-items:center;gap:12px;min-width:0}
.ow-name>div{min-width:0}
.ow-name b{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-weight:600;font-size:14px}
.ow-kind{display:flex;flex:none;align-items:center;justify-content:center;width:36px;height:36px;border-radius:6px;background:var(--ow-hover);color:var(--ow-soft)}
.ow-kind[data-type=word]{color:#2b7cd3}.ow-kind[data-type=cell]{color:#1d9a56}.ow-kind[data-type=slide]{color:#d5642b}.ow-kind[data-type=pdf]{color:#d13438}
.ow-notice{color:var(--ow-warn);font-size:12px}
.ow-soft{color:var(--ow-soft)}
.ow-table td.ow-soft{white-space:nowrap}
.ow-link{all:unset;box-sizing:border-box;color:inherit;text-decoration:underline;text-decoration-color:var(--ow-focus);text-underline-offset:3px;cursor:pointer;border-radius:3px}
.ow-uses{display:flex;flex-direction:column;min-width:0}
.ow-uses>.ow-link,.ow-uses>span{max-width:100%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.ow-link:hover{text-decoration-color:currentColor}
.ow-center{display:flex;flex-direction:column;align-items:center;justify-content:center;gap:8px;min-height:50vh;padding:32px;text-align:center}
.ow-center .ow-circle{display:flex;align-items:center;justify-content:center;width:48px;height:48px;margin-bottom:4px;border-radius:50%;background:var(--ow-hover);color:var(--ow-soft)}
.ow-center h2{font:500 15px/1.4 var(--ow-font)}
.ow-center p{max-width:380px;color:var(--ow-soft)}
.ow-center .ow-button{margin-top:8px;text-decoration:none}
.ow-more{display:flex;justify-content:center;padding:20px}
.ow-banner{display:flex;align-items:flex-start;gap:10px;margin-bottom:20px;padding:12px 16px;border-radius:8px;background:var(--ow-warn-bg);color:var(--ow-text)}
.ow-banner .ow-icon{margin-top:2px;color:var(--ow-warn)}
.ow-settings{display:grid;grid-template-columns:minmax(240px,1fr) minmax(0,3fr);min-height:100vh}
.ow-rail{background:var(--ow-side)}
.ow-rail nav{position:sticky;top:0;display:flex;flex-direction:column;gap:1px;width:240px;max-width:100%;margin-inline-start:auto;margin-inline-end:32px;padding:48px 0 32px}
.ow-rail nav h2{padding:0 8px 10px;font:600 14px/1.4 var(--ow-font)}
.ow-rail nav a{padding:7px 12px;border-radius:6px;font-weight:500;letter-spacing:.1px;line-height:1.35;text-decoration:none}
.ow-rail nav a:hover{background:var(--ow-active)}
.ow-rail nav a:focus-visible{outline:2px solid var(--ow-focus)}
.ow-rail hr{width:calc(100% - 16px);margin:24px 8px;border:0;border-top:1px solid var(--ow-line)}
.ow-column{padding:0 56px 96px}
.ow-column>form,.ow-column>.ow-part{max-width:648px}
.ow-bar{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;align-items:center;gap:8px;max-width:648px;margin-bottom:20px;padding:40px 0 16px;background:linear-gradient(var(--ow-bg) 90%,transparent)}
.ow-bar>div{margin-inline-end:auto}
.ow-bar h1{font:600 22px/1.3 var(--ow-font);letter-spacing:-.2px}
.ow-bar p{color:var(--ow-soft)}
.ow-leave.ow-leave.ow-leave{position:fixed;top:32px;inset-inline-end:32px;z-index:3}
.ow-card{margin-bottom:28px;padding:28px;border:1px solid var(--ow-control-line);border-radius:12px;scroll-margin-top:128px}
.ow-card>h2,.ow-card>details>summary h2{font:600 15px/1.4 var(--ow-font)}
.ow-card>p{margin-top:4px;color:var(--ow-soft)}
.ow-card>details>summary{display:flex;align-items:center;justify-content:space-between;gap:12px;list-style:none;cursor:pointer;border-radius:4px}
.ow-card>details>summary::-webkit-details-marker{display:none}
.ow-card>details>summary:focus-visible{outline:2px solid var(--ow-focus);outline-offset:4px}
.ow-card>details[open]>summary .ow-icon{transform:rotate(180deg)}
.ow-fields{display:flex;flex-direction:column;gap:24px;margin-top:24px}
.ow-switch-row{display:flex;align-items:flex-start;justify-content:space-between;gap:24px}
.ow-switch-row>div{min-width:0}
.ow-switch{all:unset;box-sizing:border-box;position:relative;flex:none;width:36px;height:20px;margin-top:1px;border-radius:10px;background:var(--ow-faint);cursor:pointer;transition:background .15s}
.ow-switch::after{content:"";position:absolute;top:2px;inset-inline-start:2px;width:16px;height:16px;border-radius:50%;background:#fff;transition:transform .15s}
.ow-switch:checked{background:#30cf43}
.ow-switch:checked::after{transform:translateX(16px)}
[dir=rtl] .ow-switch:checked::after{transform:translateX(-16px)}
.ow-switch:focus-visible{outline:2px solid var(--ow-focus);outline-offset:2px}
.ow-switch:disabled{opacity:.5;cursor:not-allowed}
.ow-choices{display:flex;flex-wrap:wrap;gap:8px 20px}
.ow-choices label{display:flex;align-items:center;gap:8px;cursor:pointer}
.ow-choices input{width:15px;height:15px;margin:0;accent-color:#15171a}
html.dark .ow-choices input{accent-color:#edeeee}
.ow-steps{margin:16px 0 0;padding:0;list-style:none}
.ow-steps li{display:flex;gap:12px;padding:10px 0}
.ow-steps li+li{border-top:1px solid var(--ow-line)}
.ow-steps b{display:block;font-weight:600}
.ow-step-mark{display:flex;flex:none;align-items:center;justify-content:center;width:22px;height:22px;border-radius:50%;background:var(--ow-hover);color:var(--ow-soft)}
[data-ok=true]>.ow-step-mark{background:var(--ow-good-bg);color:var(--ow-good)}
[data-ok=false]>.ow-step-mark{background:var(--ow-bad-bg);color:var(--ow-bad)}
[data-ok=warning]>.ow-step-mark{background:var(--ow-warn-bg);color:var(--ow-warn)}
.ow-card[data-ok=true]>h2{color:var(--ow-good)}
.ow-card[data-ok=false]>h2{color:var(--ow-bad)}
.ow-rows{margin-top:12px}
.ow-row{display:flex;flex-wrap:wrap;align-items:center;gap:12px;padding:14px 0}
.ow-row+.ow-row{border-top:1px solid var(--ow-line)}
.ow-row>div:first-child{flex:1;min-width:220px}
.ow-row b{font-weight:600;overflow-wrap:anywhere}
.ow-row .ow-buttons{display:flex;flex-wrap:wrap;gap:6px}
.ow-line{display:block;margin-top:8px;padding:10px 12px;border-radius:6px;background:var(--ow-hover);font:400 12px/1.5 Consolas,Menlo,monospace;overflow-wrap:anywhere;user-select:all}
@media (max-width:1100px){.ow-side{width:240px}.ow-column{padding-inline:32px}}
@media (max-width:800px){.ow-frame{display:block}.ow-side{position:static;width:auto;height:auto}.ow-side>div{padding:12px}.ow-site{margin-bottom:12px}.ow-nav{flex-direction:row;flex-wrap:wrap}.ow-nav+.ow-nav,.ow-nav.ow-bottom{margin-top:8px}.ow-main{padding:20px 16px 64px}.ow-table,.ow-table tbody,.ow-table tr,.ow-table td{display:block;width:auto}.ow-table thead{display:none}.ow-table td{height:auto;padding:4px 0;border:0}.ow-table tr{padding:12px 0;border-bottom:1px solid var(--ow-line)}.ow-table td:first-child{padding-inline-start:0}.ow-table .ow-actions{text-align:start}.ow-search,.ow-search .ow-input{width:100%}.ow-settings{display:block}.ow-rail{display:none}.ow-column{padding:0 16px 64px}.ow-bar{padding-top:20px;padding-inline-end:48px}.ow-leave.ow-leave.ow-leave{top:20px;inset-inline-end:16px}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`
