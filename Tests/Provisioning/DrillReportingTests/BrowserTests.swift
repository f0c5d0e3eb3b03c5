import DrillReporting
import Drilling
import Foundation
import LinuxSystem
import TestSupport
import Testing

/// What a real browser makes of pages: facts of the layout, not pixels.
///
/// With `SWITCHYARD_PICTURES` set to a folder, pictures of all pages are left there.
@Suite(
    "pages in a browser",
    .serialized,
    .enabled(if: Browser.isInstalled, "no Chromium: make test")
)
struct BrowserTests {
    /// A page to look at.
    private struct Sample {
        let name: String
        let html: String
        let word: String
        /// Whether it is looked at in every view, not only in the narrowest one.
        var isWhole = false
    }

    /// Where pictures are left.
    private let pictures = ProcessInfo.processInfo.environment["SWITCHYARD_PICTURES"]

    private static func samples() -> [Sample] {
        let earlier = [SampleDrill.passed(startedAt: 1000), SampleDrill.passed(startedAt: 2000)]
        let records = [
            ("passed", SampleDrill.passed()), ("failed", SampleDrill.failed()),
            ("endless", SampleDrill.endless()), ("short", SampleDrill.short()),
            ("eventful", SampleDrill.eventful()),
        ]
        let pages = records.map { name, record in
            let runs = EarlierRuns(of: record, among: earlier)
            let html = DrillPage.html(of: record, earlier: runs)
            let isWhole = name == "failed"
            return Sample(name: name, html: html, word: record.verdictWord, isWhole: isWhole)
        }
        return pages + [Sample(name: "day", html: SampleGame.page, word: "Aborted")]
    }

    @Test("pages fit a phone, a tablet and a desk, light and dark, and paper")
    func layout() throws {
        try withScratchDirectory { folder in
            let browser = try Browser(in: folder)
            defer { browser.stop() }
            for sample in Self.samples() {
                let path = "\(folder)/\(sample.name).html"
                try FileSystem.writeAtomically(sample.html, to: path, mode: 0o600)
                for view in Self.views where pictures != nil || sample.isWhole || view.isNarrowest {
                    try browser.show(path, width: view.width, scheme: view.scheme)
                    try look(browser, sample, "\(sample.name), \(view.width), \(view.scheme)")
                    #expect(browser.requestedAddresses == ["file://\(path)"])
                    if let pictures {
                        let name = "\(sample.name)-\(view.width)-\(view.scheme).png"
                        try browser.takePicture("\(pictures)/\(name)")
                    }
                }
                try lookAtPaper(browser, path, sample)
            }
        }
    }

    private static let views = [360, 800, 1440].flatMap { width in
        ["light", "dark"].map { scheme in
            (width: width, scheme: scheme, isNarrowest: width == 360 && scheme == "dark")
        }
    }

    private func look(_ browser: Browser, _ sample: Sample, _ view: Comment) throws {
        let facts = try #require(try browser.evaluate(PageFacts.script) as? [String: Any])
        #expect(facts["tooWide"] as? [String] == [], view)
        #expect(facts["overflow"] as? Int == 0, view)
        #expect(facts["faint"] as? [String] == [], view)
        #expect(facts["tiny"] as? [String] == [], view)
        #expect(facts["firstWord"] as? String == sample.word, view)
    }

    /// On paper everything is black on white whatever the screen is, and nothing is cut off.
    private func lookAtPaper(_ browser: Browser, _ path: String, _ sample: Sample) throws {
        try browser.show(path, width: 700, scheme: "dark", media: "print")
        try look(browser, sample, "\(sample.name), paper")
        let ground = try browser.evaluate("getComputedStyle(document.body).backgroundColor")
        #expect(ground as? String == "rgb(255, 255, 255)")
        if let pictures { try browser.print(to: "\(pictures)/\(sample.name).pdf") }
    }
}

/// A script that tells what is wrong with how a page looks.
enum PageFacts {
    static let script = """
        (() => {
          const parse = (text) => {
            const parts = (text.match(/[0-9.]+/g) || []).map(Number);
            return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
          };
          const luminance = (rgb) => {
            const [r, g, b] = rgb.map((part) => {
              const share = part / 255;
              return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ground = (element) => {
            for (let one = element; one; one = one.parentElement) {
              const colour = parse(getComputedStyle(one).backgroundColor);
              if (colour.alpha > 0) return colour.rgb;
            }
            return parse(getComputedStyle(document.body).backgroundColor).rgb;
          };
          const name = (element) => element.tagName + '.' + element.getAttribute('class') + ' '
            + element.textContent.trim().slice(0, 30);
          const tooWide = [], faint = [], tiny = [];
          let firstWord = null;
          const width = document.documentElement.clientWidth;
          for (const element of document.body.querySelectorAll('*')) {
            const box = element.getBoundingClientRect();
            if (box.width === 0 || box.height === 0 || !element.checkVisibility()) continue;
            if (box.right > width + 1 || box.left < -1) tooWide.push(name(element));
            const own = [...element.childNodes].some(
              (node) => node.nodeType === 3 && node.textContent.trim() !== '');
            if (!own || element.tagName === 'title') continue;
            if (firstWord === null) firstWord = element.textContent.trim();
            const style = getComputedStyle(element);
            const svg = element.closest('svg');
            const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
            const size = parseFloat(style.fontSize) * scale;
            if (size < 8.5) tiny.push(size.toFixed(1) + ' ' + name(element));
            const onBar = element.matches('.stage-name');
            const colour = parse(svg ? style.fill : style.color).rgb;
            const behind = onBar
              ? parse(getComputedStyle(element.previousElementSibling).fill).rgb : ground(element);
            const levels = [luminance(colour), luminance(behind)].sort((a, b) => b - a);
            const ratio = (levels[0] + 0.05) / (levels[1] + 0.05);
            const least = size >= 24 || (size >= 18.6 && style.fontWeight >= 700) ? 3 : 4.5;
            if (ratio < least) faint.push(ratio.toFixed(2) + ' ' + name(element));
          }
          return {
            tooWide: tooWide.slice(0, 5), faint: faint.slice(0, 5), tiny: tiny.slice(0, 5), firstWord,
            overflow: Math.max(0, document.documentElement.scrollWidth - width),
          };
        })()
        """
}
