/// The answer of `/videos/:id/files`: signed addresses, in the form that is asked of the demo.
struct FileListing: Sendable {
    let form: ResourceForm
    let shape: FileAnswerShape
    let video: DemoVideo
    let site: DemoSite
    /// Signs the path of a file.
    let sign: @Sendable (String) -> String

    func answer(to parameters: FormFields) -> Answer {
        let paths = video.filePaths
        let asked = video.files.indices.filter { parameters.match(video.files[$0]) }
        let numbers = shape == .unfilteredArray ? Array(video.files.indices) : asked
        let source = { (number: Int) in
            paths[number].map(sign) ?? "rtmp://stream.example/\(video.id)/\(video.files[number].quality)"
        }
        let file = { (number: Int) in
            form.embeddedFile(
                number, of: video, in: site, source: shape == .withoutSource ? nil : source(number))
        }
        switch shape {
        case .array, .unfilteredArray, .withoutSource:
            return listing(.array(numbers.map(file)))
        case .embeddedFiles:
            return listing([
                "_links": ["prev": ["href": nil], "next": ["href": nil]], "count": .number(numbers.count),
                "total": .number(numbers.count), "_embedded": ["files": .array(numbers.map(file))],
            ])
        case .dictionary:
            return listing(.object(deliveries(numbers).map { ($0.name, .string(source($0.number))) }))
        case .emptyArray:
            return listing([])
        case .object, .redirect, .plainAddress:
            guard let number = numbers.first else { return .refusal(404, "File not found.") }
            return single(file: file(number), source: source(number))
        }
    }

    private func single(file: JSON, source: String) -> Answer {
        switch shape {
        case .redirect:
            var answer = Answer(302)
            answer["Location"] = source
            answer["Cache-Control"] = "no-store"
            return answer
        case .plainAddress:
            return listing(["uri": .string(source)])
        default:
            return listing(file)
        }
    }

    private func listing(_ json: JSON) -> Answer {
        var answer = Answer(200, json: json)
        answer["Cache-Control"] = "no-store"
        return answer
    }

    /// The names of the flat dictionary of 2014: `hls`, `mp4`, `rtmp`, and `mp4_480p` for a second one.
    private func deliveries(_ numbers: [Int]) -> [(name: String, number: Int)] {
        var seen: Set<String> = []
        return numbers.map { number in
            let file = video.files[number]
            let name = ["hls", "rtmp", "dash"].contains(file.method) ? file.method ?? "" : file.format
            return (seen.insert(name).inserted ? name : "\(name)_\(file.quality)", number)
        }
    }
}

extension FormFields {
    /// Whether a file has every property that the query names.
    fileprivate func match(_ file: DemoFile) -> Bool {
        (self["quality"].map { $0 == file.quality } ?? true)
            && (self["format"].map { $0 == file.format } ?? true)
            && (self["method"].map { $0 == file.method } ?? true)
            && (self["codec"].map { $0 == file.codec } ?? true)
    }
}
