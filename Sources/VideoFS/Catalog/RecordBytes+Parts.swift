extension SiteSummary {
    func write(to bytes: inout [UInt8]) {
        bytes.appendText(id.rawValue)
        bytes.appendOptional(title)
        bytes.appendOptional(key)
        bytes.appendOptional(createdAt)
        bytes.appendOptional(updatedAt)
        bytes.appendOptional(distinction)
    }

    init(from reader: inout RecordReader) {
        id = SiteID(rawValue: reader.text())
        title = reader.optionalText()
        key = reader.optionalText()
        createdAt = reader.optionalTime()
        updatedAt = reader.optionalTime()
        distinction = reader.optionalText()
    }
}

extension PackageSummary {
    func write(to bytes: inout [UInt8]) {
        bytes.appendText(id.rawValue)
        bytes.appendOptional(site?.rawValue)
        bytes.appendOptional(title)
        bytes.appendOptional(key)
        bytes.appendOptional(thumbnail)
        bytes.appendOptional(videosCount.map { Int64($0) })
        bytes.appendOptional(createdAt)
        bytes.appendOptional(updatedAt)
        bytes.appendOptional(distinction)
    }

    init(from reader: inout RecordReader) {
        id = PackageID(rawValue: reader.text())
        site = reader.optionalText().map { SiteID(rawValue: $0) }
        title = reader.optionalText()
        key = reader.optionalText()
        thumbnail = reader.optionalText()
        videosCount = reader.optionalNumber().map { Int($0) }
        createdAt = reader.optionalTime()
        updatedAt = reader.optionalTime()
        distinction = reader.optionalText()
    }
}

extension VideoSummary {
    func write(to bytes: inout [UInt8]) {
        bytes.appendText(id.rawValue)
        bytes.appendOptional(title)
        bytes.appendOptional(key)
        bytes.appendOptional(thumbnail)
        bytes.appendOptional(duration)
        bytes.appendOptional(createdAt)
        bytes.appendOptional(updatedAt)
        bytes.appendOptional(distinction)
        bytes.appendOptional(isPartial.map { $0 ? 1 : 0 })
        bytes.appendOptional(home?.rawValue)
    }

    init(from reader: inout RecordReader) {
        id = VideoID(rawValue: reader.text())
        title = reader.optionalText()
        key = reader.optionalText()
        thumbnail = reader.optionalText()
        duration = reader.optionalNumber()
        createdAt = reader.optionalTime()
        updatedAt = reader.optionalTime()
        distinction = reader.optionalText()
        isPartial = reader.optionalNumber().map { $0 != 0 }
        home = reader.optionalText().map { PackageID(rawValue: $0) }
    }
}

extension MediaFile {
    func write(to bytes: inout [UInt8]) {
        bytes.appendText(id.rawValue)
        bytes.appendOptional(quality)
        bytes.appendOptional(format)
        bytes.appendOptional(codec)
        bytes.appendOptional(method)
        bytes.appendText(address)
        bytes.appendOptional(size)
        bytes.appendOptional(updatedAt)
        bytes.appendOptional(distinction)
        bytes.appendOptional(version)
    }

    init(from reader: inout RecordReader) {
        id = MediaFileID(rawValue: reader.text())
        quality = reader.optionalText()
        format = reader.optionalText()
        codec = reader.optionalText()
        method = reader.optionalText()
        address = reader.text()
        size = reader.optionalNumber()
        updatedAt = reader.optionalTime()
        distinction = reader.optionalText()
        version = reader.optionalText()
    }
}

extension Subtitle {
    func write(to bytes: inout [UInt8]) {
        bytes.appendOptional(language)
        switch kind {
        case .webVTT: bytes.append(0)
        case .subRip: bytes.append(1)
        case .burnedIn(let video):
            bytes.append(2)
            bytes.appendText(video.rawValue)
        case .verbatim(let suffix):
            bytes.append(3)
            bytes.appendText(suffix)
        }
        bytes.appendText(address)
        bytes.appendOptional(distinction)
    }

    init(from reader: inout RecordReader) {
        language = reader.optionalText()
        kind = Kind(from: &reader)
        address = reader.text()
        distinction = reader.optionalText()
    }
}

extension Subtitle.Kind {
    fileprivate init(from reader: inout RecordReader) {
        switch reader.byte() {
        case 0: self = .webVTT
        case 1: self = .subRip
        case 2: self = .burnedIn(VideoID(rawValue: reader.text()))
        case 3: self = .verbatim(suffix: reader.text())
        default:
            reader.fail()
            self = .webVTT
        }
    }
}
