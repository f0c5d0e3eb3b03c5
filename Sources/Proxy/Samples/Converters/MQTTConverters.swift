internal import Diagnostics

/// The first messages of MQTT.
extension ConverterKeyword {
    static let mqtt: [ConverterKeyword] = [
        ConverterKeyword("mqtt_is_valid", .none, .bin, .bool) { value, _, context in
            context.mayChange = false
            switch MQTTMessage.read(value.bytes) {
            case .valid: return .bool(true)
            case .invalid: return .bool(false)
            case .incomplete:
                context.mayChange = true
                return nil
            }
        },
        ConverterKeyword(
            "mqtt_field_value",
            .init(required: 2, .text, .text),
            .bin,
            .str,
            check: { draft throws(Diagnostic) in
                let (type, name) = (draft.text(0) ?? "", draft.text(1) ?? "")
                guard let kind = MQTTField.kind(named: type) else {
                    throw draft.error("Unknown MQTT type '\(type)'")
                }
                guard
                    let index = MQTTField.fields(of: kind).firstIndex(where: { $0.name == name })
                else {
                    throw draft.error(
                        "Unknown MQTT field name '\(name)' for packet type '\(type)'"
                    )
                }
                draft.set(0, number: Int64(kind))
                draft.set(1, number: Int64(index))
            },
            { value, arguments, context in
                context.mayChange = false
                let message: MQTTMessage
                switch MQTTMessage.read(value.bytes) {
                case .valid(let read): message = read
                case .invalid: return nil
                case .incomplete:
                    context.mayChange = true
                    return nil
                }
                guard Int64(message.kind) == arguments.number(0) else { return nil }
                let fields = MQTTField.fields(of: message.kind)
                let index = Int(arguments.number(1))
                guard fields.indices.contains(index) else { return nil }
                switch message[fields[index].field] {
                case .number(let number):
                    return context.arena.decimal(Int64(number)).map { .text($0) }
                case .text(let text): return .text(text)
                case nil: return nil
                }
            }
        ),
    ]
}
