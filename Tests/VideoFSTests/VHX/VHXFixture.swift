@testable import VideoFS

/// A VHX service whose resources are texts, over a scripted transport.
struct VHXFixture {
    static let api = "https://api.vhx.example"

    let service: VHXService
    let transport: StubTransport
    let time: ManualTime

    /// The answers stand by path and query (by address for other hosts); anything else is 404.
    init(api: String = api, _ answers: [String: HTTPAnswer]) throws {
        let base = try WebAddress(api)
        let transport = StubTransport { request throws(HTTPError) in
            let address = request.address.secret
            if address.hasSuffix("/oauth/token") { return .tokens(1) }
            let own =
                address.hasPrefix(base.originText)
                ? String(address.dropFirst(base.originText.count)) : address
            return answers[own] ?? .json(#"{"message": "Not found."}"#, status: 404)
        }
        let time = ManualTime()
        var configuration = VHXConfiguration()
        configuration.apiAddress = api
        configuration.clientID = "app"
        configuration.clientSecret = "app secret"
        configuration.username = "me@example.com"
        configuration.password = "word"
        service = try VHXService(configuration, transport: transport, time: time.time)
        self.transport = transport
        self.time = time
    }

    /// Requests other than sign-ins.
    var questions: [HTTPRequest] { transport.requests.filter { !$0.path.hasSuffix("/oauth/token") } }

    func video(_ text: String, id: String = "1") async throws -> VideoRecord {
        try await VHXFixture(["/videos/\(id)": .json(text)]).modified {
            try await $0.video(VideoID(rawValue: id), ifChangedSince: nil)
        }
    }

    func modified<Value>(
        _ question: (VHXService) async throws -> Fetched<Value>
    ) async throws -> Value {
        switch try await question(service) {
        case .modified(let value, _): return value
        case .notModified: throw ServiceError.unusable("not modified")
        }
    }
}

extension VHXFixture {
    /// The account of the documentation of 2014.
    static let me2014 = #"""
        {"_links": {"self": {"href": "https://api.vhx.example/users/1"}}, "id": 1, "name": "Kevin Sheurs",
         "packages": [
           {"_links": {"self": {"href": "https://api.vhx.example/packages/1"}}, "id": 1, "title": "My package",
            "sku": "my-sku", "thumbnail": {"small": "https://cdn.vhx.example/s.png",
            "medium": "https://cdn.vhx.example/m.png", "large": "https://cdn.vhx.example/l.png"},
            "is_locked": false, "site_id": 7, "videos_count": 10,
            "created_at": "2014-02-25T20:19:30Z", "updated_at": "2014-02-26T20:19:30Z"},
           {"id": 2, "title": "Locked", "site_id": 1, "is_locked": true},
           {"id": 3, "title": "Again", "site_id": 7}],
         "sites": [
           {"_links": {"self": {"href": "https://api.vhx.example/sites/1"}}, "id": 1, "title": "My site",
            "key": "mymovie", "created_at": "2014-02-25T20:19:30Z", "updated_at": "2014-02-25T20:19:30Z"},
           {"id": 9, "title": "Unsold"}],
         "created_at": "2014-02-25T20:19:30Z", "updated_at": "2014-02-25T20:19:30Z"}
        """#

    /// The same kind of account in the form of 2015.
    static let me2015 = #"""
        {"_links": {"self": {"href": "https://api.vhx.example/users/1"}}, "id": "1", "name": null,
         "email": "me@example.com",
         "_embedded": {
           "packages": [
             {"_links": {"self": {"href": "https://api.vhx.example/packages/4"},
                         "site": {"href": "https://api.vhx.example/sites/5"}},
              "id": 4, "title": "Linked", "purchase_type": "rental", "expires_at": null},
             {"id": 6, "title": "Embedded", "_embedded": {"site": {"id": 8, "title": "Eight", "subdomain": "eight"}}}],
           "sites": []}}
        """#

    /// The video of the documentation of 2014.
    static let video2014 = #"""
        {"_links": {"self": {"href": "https://api.vhx.example/videos/1"}}, "id": 1, "title": "My video",
         "description": "My video description.", "duration": {"seconds": 7200, "formatted": "2 hours"},
         "thumbnail": {"small": "https://cdn.vhx.example/s.png", "medium": "https://cdn.vhx.example/m.png"},
         "subtitles": [
           {"language": "Spanish", "type": "srt", "uri": "https://cdn.vhx.example/assets/spanish.srt"},
           {"language": "German", "type": "webvtt", "uri": "https://cdn.vhx.example/assets/german.vtt"},
           {"language": "Chinese", "type": "video", "uri": "https://api.vhx.example/videos/2"},
           {"language": "Klingon", "type": "braille", "uri": "https://cdn.vhx.example/assets/klingon.brf"},
           {"language": "French", "type": null, "uri": "https://cdn.vhx.example/assets/french.vtt?v=2"}],
         "files": [
           {"quality": "adaptive", "format": "m3u8", "method": "hls",
            "uri": "https://api.vhx.example/videos/1/files?quality=adaptive&format=m3u8",
            "size": {"bytes": 1073741824, "formatted": "1 GB"}},
           {"quality": "720p", "format": "mp4", "method": "progressive",
            "uri": "https://api.vhx.example/videos/1/files?quality=720p&format=mp4",
            "size": {"bytes": 1073741825, "formatted": "1 GB"}},
           {"quality": "720p", "format": "flv", "method": null, "size": {"bytes": 0}},
           {"quality": "540p", "format": "mp4", "method": "rtmp", "uri": "https://api.vhx.example/videos/1/files?x",
            "size": null, "updated_at": "2014-03-01T00:00:00Z"}],
         "site": {"id": 1, "title": "My site", "key": "mymovie"},
         "created_at": "2014-02-25T20:19:30Z", "updated_at": "2014-02-25T20:19:30Z"}
        """#
}
