import Diagnostics
import Templating
import Testing
import YAMLReading

@Suite("numbers that do not fit")
struct LargeNumberTests {
    @Test(
        "they are refused, never a trap",
        arguments: [
            "{{ (0 - 9223372036854775807 - 1) | abs }}",
            "{{ (0 - 9223372036854775807 - 1) // -1 }}",
            "{{ '9999999999999 Y' | human_to_bytes }}",
            "{{ '%Y' | strftime(1e300) }}",
            "{{ 1e300 | int }}",
            "{{ '99999999999999999999' | int }}",
            "{{ 'a' | indent(9223372036854775807, true) }}",
            "{{ 'a' | center(9223372036854775807) }}",
            "{{ 'a'.zfill(9223372036854775807) }}",
            "{{ 'a'.ljust(9223372036854775807) }}",
            "{{ 'a' | comment(prefix_count=9223372036854775807) }}",
            "{{ query('sequence', 'start=9223372036854775807 count=2') }}",
            "{{ query('sequence', 'start=-9223372036854775808 end=9223372036854775807') }}",
        ]
    )
    func refused(_ text: String) throws {
        let engine = try engine()
        let said = refusal {
            _ = try engine.value(of: node("'\(text.replacing("'", with: "''"))'"))
        }
        #expect(said.contains("error"), "\(said)")
    }

    @Test(
        "those that can be shown are shown",
        arguments: [
            ("{{ (0 - 1e300) | filesizeformat }}", " Bytes"),
            ("{{ 1.5 | round(400) }}", "1.5"),
            ("{{ '%.99999999d' | format(7) }}", "7"),
            ("{{ [1, 2, 3][::-9223372036854775807] }}", "3"),
        ]
    )
    func shown(_ text: String, _ part: String) throws {
        let engine = try engine()
        let value = try engine.value(of: node("'\(text.replacing("'", with: "''"))'"))
        #expect("\(value)".contains(part), "\(value)")
    }

    @Test("a time of day that no number holds is a text")
    func sexagesimal() throws {
        let text = "153722867280912930:08"
        let value = try engine().value(of: node("'x': \(text)"))
        #expect("\(value)".contains(text), "\(value)")
    }
}
