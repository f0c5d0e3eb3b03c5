/// The look of the page: a phone's width up, light and dark.
let watchStyle: StaticString = """
    :root { color-scheme: light dark;
      --ground: #ffffff; --ink: #1a1d21; --soft: #565d66; --line: #d5d9de; --bad: #b3261e; }
    @media (prefers-color-scheme: dark) { :root {
      --ground: #14171b; --ink: #e7eaee; --soft: #a8b0ba; --line: #363c44; --bad: #ff8a7a; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink);
      font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
      overflow-wrap: anywhere; }
    main { max-width: 68rem; margin: 0 auto; padding: 1rem; }
    header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; }
    h1 { font-size: 1.5rem; line-height: 1.2; margin: .2rem 0; }
    h2 { font-size: 1.2rem; line-height: 1.2; margin: 1.4rem 0 .3rem; }
    p { margin: .2rem 0; } .moment { color: var(--soft); }
    ul { list-style: none; padding: 0; margin: .2rem 0; }
    .summary { display: flex; flex-wrap: wrap; gap: 0 1.2rem; color: var(--soft); }
    .bad { color: var(--bad); font-weight: 600; }
    p.bad::before, li.bad::before, tr.bad th::before { content: "\\26A0\\FE0E\\A0"; }
    table { width: 100%; border-collapse: collapse; margin: .4rem 0 1rem; font-size: .93rem; }
    th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; font-weight: 400;
      border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
    thead th { color: var(--soft); } .pool th, .bad th, .bad td { font-weight: 600; }
    .server th { padding-left: 1.2rem; }
    @media (min-width: 761px) {
      th:nth-child(n+3):nth-child(-n+5), td:nth-child(n+3):nth-child(-n+5) { text-align: right; }
      th:nth-child(-n+5), td:nth-child(-n+5) { min-width: 4.5rem; } td:last-child { width: 45%; }
    }
    @media (max-width: 760px) {
      main { padding: .6rem; }
      thead { display: none; } table, tbody { display: block; }
      tr { display: block; padding: .3rem 0; border-bottom: 1px solid var(--line); }
      tbody th, tbody td { display: inline-block; border: 0; padding: 0; }
      tbody th { display: block; } .server { padding-left: 1.2rem; } .server th { padding: 0; }
      td { margin-right: .9rem; }
      td:nth-child(n+3):nth-child(-n+5)::before { content: attr(data-column) " ";
        color: var(--soft); font-size: .8rem; }
      td:empty { display: none; }
    }
    """
