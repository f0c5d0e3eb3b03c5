/// The first messages of MQTT, good and bad, for the converters that look at them.
enum MQTTCases {
    /// CONNECT of 5.0 with properties of its own and of a will.
    private static let connect5 =
        "107e00044d51545405ee003c182700000014170126000161000162260001630001642100140008746573745f7375"
        + "622a03000a746578742f706c61696e08000c77696c6c727370746f7069632600016500016626000167000168"
        + "000977696c6c746f706963000b77696c6c7061796c6f61640004746573740006706173737764"
    /// CONNECT of 3.1.1 with a will, a user and a password.
    private static let connect4 =
        "103a00044d51545404ee003c0008746573745f737562000977696c6c746f706963000b77696c6c7061796c6f6164"
        + "0004746573740006706173737764"
    /// CONNECT of 5.0 with a name and nothing else.
    private static let plain5 = "101800044d5154540502003c032100140008746573745f737562"
    private static let acknowledged5 =
        "20250000221100000078217fff24012501270000ffff22000a2600016100016226000163000164"
    private static let acknowledged4 = "20020103"

    private static let messages = [
        connect5, connect4, plain5, acknowledged5, acknowledged4, "20020000", "21020000", "20",
        "d000",
        "2003000000", "20040000022100", "2005000003210000", "20050000032100ff",
        "102400064d514973647003c200000008746573745f7375620004746573740006706173737764",
        "101a00044d51545404c2003c00000004746573740006706173737764",
        "111400044d5154540402003c0008746573745f737562",
        "101400044d5154540403003c0008746573745f737562",
        "101400044d5154540418003c0008746573745f737562",
        "101400044d5154540602003c0008746573745f737562",
        "101400046d7174740402003c0008746573745f737562",
        "10ffffffff1400044d5154540402003c0008746573745f737562",
        "101300044d5154540402003c000874657374a5f737562", "1018000", "101800044d515454",
        "300a00044d5154540402003c", "f000", "0000",
    ]

    private static let connectFields = [
        "flags", "protocol_name", "protocol_version", "client_identifier", "will_topic",
        "will_payload", "username", "password", "keepalive", "1", "2", "3", "8", "9", "17", "21",
        "22", "23", "24", "25", "33", "34", "38", "39",
    ]
    private static let acknowledgementFields = [
        "flags", "protocol_version", "reason_code", "17", "18", "19", "21", "22", "26", "28", "31",
        "33", "34", "36", "37", "38", "39", "40", "41", "42",
    ]

    static let expressions: [String] = verdicts + ofConnect + ofAcknowledgement

    private static let verdicts: [String] = messages.filter { $0.count % 2 == 0 }
        .map { "bin(\($0)),mqtt_is_valid" }

    private static let ofConnect: [String] = [connect5, connect4, plain5].flatMap { message in
        connectFields.map { "bin(\(message)),mqtt_field_value(connect,\($0))" }
    }

    private static let ofAcknowledgement: [String] = [acknowledged5, acknowledged4].flatMap {
        message in
        acknowledgementFields.map { "bin(\(message)),mqtt_field_value(CONNACK,\($0))" }
    }
}
