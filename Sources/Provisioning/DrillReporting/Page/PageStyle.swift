/// The look of a page: a phone's width up, light and dark, and on paper.
let pageStyle: StaticString = """
    :root {
      color-scheme: light dark;
      --ground: #ffffff; --ink: #1a1d21; --soft: #565d66; --line: #d5d9de; --panel: #f4f6f8;
      --pass: #1a6e3c; --fail: #b3261e; --mismatch: #8a4b00; --inconclusive: #4a5563;
      --answered: #4a86b8; --failed: #c62f1d; --unknown: #8b4fc0; --median: #5b1f00;
      --heat-1: #e8590c; --heat-2: #f59f42; --heat-3: #f9d49b; --broken: #fbe9e7;
      --restore: #2b6595; --drill: #1a1d21; --proxy: #0b66a8; --keepalived: #7a3fb0; --incus: #a34700;
    }
    @media (prefers-color-scheme: dark) { :root {
      --ground: #14171b; --ink: #e7eaee; --soft: #a8b0ba; --line: #363c44; --panel: #1e2329;
      --pass: #6fd08c; --fail: #ff8a7a; --mismatch: #f2b25c; --inconclusive: #b4bec9;
      --answered: #5fa3d8; --failed: #ff6b57; --unknown: #c295f0; --median: #fff3e0;
      --heat-1: #ff8a3d; --heat-2: #b8651b; --heat-3: #6b431d; --broken: #33211f;
      --restore: #5fa3d8; --drill: #e7eaee; --proxy: #6cb6f0; --keepalived: #c79bf2; --incus: #f0a15f;
    } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink);
      font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
      overflow-wrap: anywhere; }
    main { max-width: 68rem; margin: 0 auto; padding: 1rem; }
    h1, h2, h3 { line-height: 1.2; margin: 1.6rem 0 .6rem; }
    h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; } h3 { font-size: 1.1rem; }
    .verdict { border-left: .5rem solid var(--inconclusive); background: var(--panel);
      padding: .8rem 1rem; }
    .verdict h1, .verdict h2 { margin: .1rem 0 .4rem; }
    .word { margin: 0; font-size: 2.2rem; font-weight: 800; line-height: 1.1;
      color: var(--inconclusive); }
    .pass > .verdict { border-color: var(--pass); } .pass > .verdict .word { color: var(--pass); }
    .fail > .verdict { border-color: var(--fail); } .fail > .verdict .word { color: var(--fail); }
    .mismatch > .verdict { border-color: var(--mismatch); }
    .mismatch > .verdict .word { color: var(--mismatch); }
    .reasons { margin: .3rem 0; padding-left: 1.2rem; } .reasons:empty { display: none; }
    .findings { margin: .3rem 0 .8rem; }
    dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr));
      gap: .4rem 1.2rem; margin: 0; }
    dt { color: var(--soft); font-size: .8rem; } dd { margin: 0; }
    .tiles { list-style: none; padding: 0; margin: 1rem 0; display: grid; gap: .6rem;
      grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); }
    .tiles li { border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .7rem; }
    .tiles b { display: block; font-size: 1.35rem; } .tiles span { color: var(--soft); }
    .tiles .missed { border-color: var(--fail); } .tiles .missed b { color: var(--fail); }
    table { width: 100%; border-collapse: collapse; margin: .4rem 0 1rem; font-size: .93rem; }
    th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0;
      border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
    thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: 500; }
    .summary thead th, .summary td:nth-child(2), .summary td:nth-child(3) { white-space: nowrap; }
    .summary tbody th { min-width: 7.5rem; }
    .sign { white-space: nowrap; font-weight: 600; }
    .sign.kept { color: var(--pass); } .sign.missed, .bad, tr.missed td { color: var(--fail); }
    .events th { white-space: nowrap; } .events tbody td:nth-child(2) { white-space: nowrap; }
    .events .proxy td:nth-child(2) { color: var(--proxy); }
    .events .keepalived td:nth-child(2) { color: var(--keepalived); }
    .events .incus td:nth-child(2) { color: var(--incus); }
    .actions th, .actions td { border: 1px solid var(--line); padding: .3rem .5rem; }
    .actions { table-layout: fixed; } .actions tbody th { font-weight: 400; }
    .actions th:nth-child(1) { width: 52%; } .actions th:nth-child(4) { width: 16%; }
    .actions div { min-height: 1.6em;
      overflow-wrap: anywhere; }
    code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .8rem; }
    pre { overflow: auto; max-height: 24rem; background: var(--panel); padding: .7rem;
      white-space: pre-wrap; }
    summary { cursor: pointer; padding: .3rem 0; }
    .detail { margin: .3rem 0; font-size: .93rem; }
    figure { margin: 0; } .timeline { display: block; width: 100%; height: auto; }
    .narrow { display: none; }
    .timeline text { fill: var(--soft); font: 12px system-ui, "DejaVu Sans", sans-serif; }
    .tick { text-anchor: end; } .time { text-anchor: middle; }
    .timeline .chart-name { fill: var(--ink); font-weight: 600; }
    .grid { stroke: var(--line); stroke-width: 1; } .axis { stroke: var(--soft); }
    .answered { fill: var(--answered); background: var(--answered); }
    .failed { fill: var(--failed); background: var(--failed); }
    .unknown { fill: var(--unknown); background: var(--unknown); }
    .heat-1 { fill: var(--heat-1); background: var(--heat-1); }
    .heat-2 { fill: var(--heat-2); background: var(--heat-2); }
    .heat-3 { fill: var(--heat-3); background: var(--heat-3); }
    .median { fill: none; stroke: var(--median); stroke-width: 1.5; background: var(--median); }
    .limit { stroke: var(--fail); stroke-width: 1.5; stroke-dasharray: 6 4;
      background: var(--fail); }
    .broken-time { fill: var(--broken); background: var(--broken); }
    .stage { fill: var(--panel); stroke: var(--line); }
    .stage.fault { fill: var(--failed); } .stage.restore { fill: var(--restore); }
    .timeline .stage.broken { stroke: var(--fail); stroke-width: 2; }
    .timeline .stage-name { fill: var(--ink); font-size: 11px; }
    .timeline .fault + .stage-name, .timeline .restore + .stage-name { fill: var(--ground); }
    .event { stroke: var(--ground); stroke-width: 1; }
    .event.drill { fill: var(--drill); } .event.proxy { fill: var(--proxy); }
    .event.keepalived { fill: var(--keepalived); } .event.incus { fill: var(--incus); }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1rem; padding: 0;
      margin: .4rem 0 0; font-size: .85rem; color: var(--soft); }
    .swatch { display: inline-block; width: 1rem; height: .7rem; margin-right: .35rem; }
    .swatch.median, .swatch.limit { height: 2px; vertical-align: middle; }
    .day { margin: 1rem 0; } a { color: var(--proxy); }
    footer { margin-top: 2rem; color: var(--soft); font-size: .85rem; }
    @media (max-width: 760px) {
      .wide { display: none; } .narrow { display: block; }
      main { padding: .6rem; } h1 { font-size: 1.4rem; }
      .requests thead, .evidence thead, .events thead, .summary thead { display: none; }
      .requests tr, .evidence tr, .events tr, .summary tr { display: block; padding: .3rem 0;
        border-bottom: 1px solid var(--line); }
      .requests th, .requests td, .evidence th, .evidence td, .events th, .events td,
      .summary th, .summary td { border: 0; padding: 0; }
      .requests th, .evidence th, .summary th, .events tbody td:last-child { display: block; }
      .requests td, .evidence td, .summary td { display: inline-block; margin-right: .9rem; }
      .summary td:last-child { display: block; }
      .requests td::before, .evidence td::before, .summary td::before { content: attr(data-column) " ";
        color: var(--soft); font-size: .8rem; }
      .events tbody th { padding-right: .6rem; }
      .events tbody td:nth-child(2) { white-space: normal; }
      .actions th, .actions td { padding: .25rem; }
    }
    @media print {
      :root { --ground: #fff; --ink: #000; --soft: #444; --line: #aaa; --panel: #f2f2f2;
        --pass: #0d5a2c; --fail: #a01810; --mismatch: #7a4200; --inconclusive: #333;
        --answered: #6a9cc4; --failed: #a01810; --unknown: #5a2d80; --median: #000;
        --heat-1: #d9662a; --heat-2: #efab66; --heat-3: #f6d9b4; --broken: #f7e3e0;
        --restore: #1f5580; --drill: #000; --proxy: #0b4a7a; --keepalived: #5a2d80; --incus: #7a3600; }
      * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
      @page { margin: 14mm; }
      body { font-size: 10pt; } main { max-width: none; padding: 0 1px; }
      .wide { display: block; } .narrow { display: none; }
      section, tr, figure, .verdict { break-inside: avoid; }
      section:has(.events) { break-inside: auto; }
      h1, h2, h3 { break-after: avoid; } details { display: none; }
      .timeline text, .timeline .stage-name { font-size: 13px; }
    }
    """
