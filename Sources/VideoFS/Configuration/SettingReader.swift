internal import Foundation

/// Turns the texts of settings into values, and says in a sentence what is wrong with them.
struct SettingReader {
    let layers: SettingLayers
    let home: String?

    func text(_ setting: Setting) -> String? {
        layers.value(of: setting)?.text
    }

    func size(_ setting: Setting, in bounds: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        let value = required(setting)
        guard let size = ByteSize(value.text), bounds.contains(size.bytes) else {
            let least = ByteSize(bytes: bounds.lowerBound)
            let most = bounds.upperBound == .max ? "" : " and at most \(ByteSize(bytes: bounds.upperBound))"
            throw refusal(of: value, "a size of at least \(least)\(most), like 64MiB, 64M, 1GB or bytes")
        }
        return size.bytes
    }

    /// A default that does not fit follows the memory limit; what somebody chose is taken at its word.
    func readAhead(within memoryLimit: Int) throws(ConfigurationError) -> Int {
        // One block of the pool: less could hold no byte.
        let least = 256 << 10
        guard required(.readAhead).layer == .defaults else {
            return try size(.readAhead, in: least...memoryLimit)
        }
        return min(memoryLimit, try size(.readAhead, in: least...Int.max))
    }

    func duration(_ setting: Setting, atMost longest: Duration) throws(ConfigurationError) -> Duration {
        let value = required(setting)
        guard let duration = DurationText.parse(value.text), duration <= longest else {
            let most = DurationText.format(longest)
            throw refusal(of: value, "a time of at most \(most), like 5m, 30s, 1h, 500ms or seconds")
        }
        return duration
    }

    func bool(_ setting: Setting) throws(ConfigurationError) -> Bool {
        let value = required(setting)
        switch value.text.lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default: throw refusal(of: value, "yes or no (also true, false, on, off, 1, 0)")
        }
    }

    func number<Number: FixedWidthInteger>(
        _ setting: Setting, in bounds: ClosedRange<Number>, _ expected: String
    ) throws(ConfigurationError) -> Number? {
        guard let value = layers.value(of: setting) else { return nil }
        guard let number = Number(value.text), bounds.contains(number) else {
            throw refusal(of: value, expected)
        }
        return number
    }

    /// Permission bits, octal as in every tool that has a umask.
    func mode(_ setting: Setting) throws(ConfigurationError) -> UInt16 {
        let value = required(setting)
        guard let mode = UInt16(value.text, radix: 8), mode <= 0o777 else {
            throw refusal(of: value, "an octal number up to 0777")
        }
        return mode
    }

    func choice<Choice>(_ setting: Setting) throws(ConfigurationError) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        let value = required(setting)
        guard let choice = Choice(rawValue: value.text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw refusal(of: value, "one of \(names)")
        }
        return choice
    }

    /// An absolute path.
    func path(_ setting: Setting) -> String? {
        layers.value(of: setting).map { PathText.absolute($0.text, from: $0.base, home: home) }
    }

    /// An absolute path, set or usual.
    func directory(
        _ setting: Setting, or usual: () throws(ConfigurationError) -> String
    ) throws(ConfigurationError) -> String {
        guard let path = path(setting) else { return try usual() }
        return path
    }

    func readableFile(_ setting: Setting) throws(ConfigurationError) -> String? {
        guard let value = layers.value(of: setting), let path = path(setting) else { return nil }
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw refusal(of: value, "a file that can be read")
        }
        return path
    }

    func address(
        _ setting: Setting, allowingInsecure: Bool
    ) throws(ConfigurationError) -> String {
        try ServiceAddress.base(required(setting), allowingInsecure: allowingInsecure)
    }

    /// The setting, or what the environment says to every program. Small letters first, as curl does.
    func proxy(or environment: [String: String]) throws(ConfigurationError) -> Secret? {
        if let value = layers.value(of: .proxy) {
            return try ServiceAddress.proxy(value.text, place: value.place)
        }
        for name in ["https_proxy", "HTTPS_PROXY"] {
            guard let text = environment[name] else { continue }
            return try ServiceAddress.proxy(text, place: name)
        }
        return nil
    }

    private func required(_ setting: Setting) -> SettingValue {
        guard let value = layers.value(of: setting) else {
            preconditionFailure("the setting \(setting.name) is read as if it had a default")
        }
        return value
    }

    private func refusal(of value: SettingValue, _ expected: String) -> ConfigurationError {
        .invalidValue(place: value.place, value: value.text, expected: expected)
    }
}
