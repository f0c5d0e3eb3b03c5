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
    struct Sample: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let html: @Sendable () -> String
        let word: String
    }

    static let samples: [Sample] = [
        sample("passed", SampleDrill.passed(), among: [SampleDrill.passed(startedAt: 1000)]),
        sample("failed", SampleDrill.failed()), sample("endless", SampleDrill.endless()),
        sample("short", SampleDrill.short()), sample("eventful", SampleDrill.eventful()),
        Sample(testDescription: "day", html: { SampleGame.page }, word: "Aborted"),
    ]

    private static func sample(
        _ name: String,
        _ record: DrillRecord,
        among earlier: [DrillRecord] = []
    ) -> Sample {
        Sample(
            testDescription: name,
            html: {
                DrillPage.html(of: record, earlier: EarlierRuns(of: record, among: earlier))
            },
            word: record.verdictWord
        )
    }

    @Test("a page fits a phone, a tablet and a desk, light and dark, and paper", arguments: samples)
    func layout(_ sample: Sample) throws {
        try withScratchDirectory { folder in
            let path = "\(folder)/page.html"
            try FileSystem.writeAtomically(sample.html(), to: path, mode: 0o600)
            let browser = try Browser(in: folder)
            defer { browser.stop() }
            for width in [360, 800, 1440] {
                for scheme in ["light", "dark"] {
                    try browser.show(path, width: width, scheme: scheme)
                    try look(browser, sample, "\(width) \(scheme)")
                    #expect(browser.requestedAddresses == ["file://\(path)"])
                    try keepPicture(of: browser, "\(sample.testDescription)-\(width)-\(scheme)")
                }
            }
            try lookAtPaper(browser, path, sample)
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
        try look(browser, sample, "paper")
        let ground = try browser.evaluate("getComputedStyle(document.body).backgroundColor")
        #expect(ground as? String == "rgb(255, 255, 255)")
        guard let folder = ProcessInfo.processInfo.environment["SWITCHYARD_PICTURES"] else {
            return
        }
        try browser.print(to: "\(folder)/\(sample.testDescription).pdf")
    }

    private func keepPicture(of browser: Browser, _ name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["SWITCHYARD_PICTURES"] else {
            return
        }
        try browser.takePicture("\(folder)/\(name).png")
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
