/// Addresses.
extension ConverterKeyword {
    static let addresses: [ConverterKeyword] = [
        ConverterKeyword("ipmask", .init(required: 1, .mask4, .mask6), .address, .address) {
            input,
            arguments,
            context in
            // An IPv6 address that stands for one of IPv4 is masked as that.
            if let four = input.cast(to: .ipv4, &context.arena) {
                return .ipv4(four.ipv4 & arguments[0].value.ipv4)
            }
            guard arguments.has(1) else { return nil }
            let mask = arguments[1].value
            return .ipv6(high: input.high & mask.high, low: input.low & mask.low)
        }
    ]
}
