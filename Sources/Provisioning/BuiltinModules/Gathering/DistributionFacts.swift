internal import DocumentValues

/// The distribution of a target in Ansible's words.
enum DistributionFacts {
    /// Ansible's name and family of a distribution by its `ID` of os-release.
    private static let known: [String: (name: String, family: String)] = [
        "debian": ("Debian", "Debian"), "ubuntu": ("Ubuntu", "Debian"),
        "raspbian": ("Debian", "Debian"), "linuxmint": ("Linux Mint", "Debian"),
        "kali": ("Kali", "Debian"), "devuan": ("Devuan", "Debian"),
        "fedora": ("Fedora", "RedHat"), "centos": ("CentOS", "RedHat"),
        "rhel": ("RedHat", "RedHat"), "rocky": ("Rocky", "RedHat"),
        "almalinux": ("AlmaLinux", "RedHat"), "ol": ("OracleLinux", "RedHat"),
        "amzn": ("Amazon", "RedHat"), "alpine": ("Alpine", "Alpine"),
        "arch": ("Archlinux", "Archlinux"), "gentoo": ("Gentoo", "Gentoo"),
        "opensuse-leap": ("openSUSE Leap", "Suse"),
        "opensuse-tumbleweed": ("openSUSE Tumbleweed", "Suse"), "sles": ("SLES", "Suse"),
    ]

    /// The lines of os-release.
    private static func release(_ reader: FactReader) -> [String: String] {
        var os: [String: String] = [:]
        for (name, value) in reader.pairs("os") {
            os[name] = value.filter { $0 != "\"" && $0 != "'" }
        }
        return os
    }

    /// What `lsb_release` says, where it is installed.
    private static func standardBase(_ os: [String: String], name: String) -> ValueMap {
        let version = os["VERSION_ID"] ?? ""
        let major = version.split(separator: ".").first.map(String.init) ?? ""
        return [
            "id": .string(name), "description": .string(os["PRETTY_NAME"] ?? name),
            "release": .string(version), "codename": .string(os["VERSION_CODENAME"] ?? "n/a"),
            "major_release": .string(major),
        ]
    }

    static func values(_ reader: FactReader) -> ValueMap {
        let os = release(reader)
        let id = os["ID"] ?? ""
        let entry = known[id]
        let like = (os["ID_LIKE"] ?? "").split(separator: " ").compactMap { known[String($0)] }
        var version = os["VERSION_ID"] ?? ""
        let debianVersion = reader.text("debian_version")
        if id == "debian", debianVersion.first?.isNumber == true { version = debianVersion }
        let parts = version.split(separator: ".").map(String.init)
        let name = entry?.name ?? (id.isEmpty ? "NA" : id.prefix(1).uppercased() + id.dropFirst())
        var values: ValueMap = [
            "distribution": .string(name),
            "distribution_version": .string(version.isEmpty ? "NA" : version),
            "distribution_major_version": .string(parts.first ?? "NA"),
            "distribution_release": .string(os["VERSION_CODENAME"] ?? "NA"),
            "os_family": .string(entry?.family ?? like.first?.family ?? name),
            "lsb": .map(reader.text("lsb").isEmpty ? [:] : standardBase(os, name: name)),
        ]
        if values["os_family"] == "Debian" {
            values["distribution_file_path"] = "/etc/os-release"
            values["distribution_file_variety"] = "Debian"
            values["distribution_file_parsed"] = true
        }
        if parts.count > 1 { values["distribution_minor_version"] = .string(parts[1]) }
        return values
    }
}
