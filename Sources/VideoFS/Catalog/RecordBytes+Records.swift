extension AccountRecord {
    func write(to bytes: inout [UInt8]) {
        bytes.appendOptional(name)
        bytes.appendList(sites) { $0.write(to: &$1) }
        bytes.appendList(packages) { $0.write(to: &$1) }
    }

    init(from reader: inout RecordReader) {
        name = reader.optionalText()
        sites = reader.list { SiteSummary(from: &$0) }
        packages = reader.list { PackageSummary(from: &$0) }
    }
}

extension SiteRecord {
    func write(to bytes: inout [UInt8]) {
        summary.write(to: &bytes)
        bytes.appendList(packages) { $0.write(to: &$1) }
    }

    init(from reader: inout RecordReader) {
        summary = SiteSummary(from: &reader)
        packages = reader.list { PackageSummary(from: &$0) }
        info = []
    }
}

extension PackageRecord {
    func write(to bytes: inout [UInt8]) {
        summary.write(to: &bytes)
        bytes.appendList(videos) { $0.write(to: &$1) }
    }

    init(from reader: inout RecordReader) {
        summary = PackageSummary(from: &reader)
        videos = reader.list { VideoSummary(from: &$0) }
        info = []
    }
}

extension VideoRecord {
    func write(to bytes: inout [UInt8]) {
        summary.write(to: &bytes)
        bytes.appendList(files) { $0.write(to: &$1) }
        bytes.appendList(subtitles) { $0.write(to: &$1) }
    }

    init(from reader: inout RecordReader) {
        summary = VideoSummary(from: &reader)
        files = reader.list { MediaFile(from: &$0) }
        subtitles = reader.list { Subtitle(from: &$0) }
        info = []
    }
}
