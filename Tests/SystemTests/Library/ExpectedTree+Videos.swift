extension ExpectedTree {
    /// A video with one file and no subtitles.
    struct Video: Sendable {
        let id: Int
        let path: String
        var file = "360p.mp4"
        var thumbnail: String?
        var isDenied = false

        var files: [File] {
            var files = [
                File(path: path + "/info.json", content: .json("/videos/\(id)")),
                File(
                    path: path + "/files/" + file,
                    content: isDenied ? .denied : .media("/media/\(id)/\(file)")),
            ]
            if let thumbnail {
                let source = "/assets/videos/\(id)/large.\(thumbnail)"
                files.append(File(path: path + "/thumbnail." + thumbnail, content: .media(source)))
            }
            return files
        }
    }

    static let videos: [Video] = [
        Video(id: 2, path: harbour + "/Harbour Lights (deutsche Untertitel)", thumbnail: "png"),
        Video(id: 3, path: harbour + "/Making Of_ Tides_Currents"),
        Video(id: 4, path: harbour + "/To be continued___"),
        Video(id: 20, path: names + "/Lighthouse"),
        // Equal without regard to case: all but the lowest id show theirs.
        Video(id: 21, path: names + "/lighthouse [21]"),
        // The directory's own file holds its name before any title does.
        Video(id: 22, path: names + "/info.json [22]"),
        // A Windows device.
        Video(id: 23, path: names + "/_CON"),
        Video(id: 24, path: names + "/潮の音 🌊"),
        // In NFC, though the title is not.
        Video(id: 25, path: names + "/Caf\u{E9} de la Mar\u{E9}e"),
        // 308 bytes: cut before the character that byte 255 belongs to, and the space that is last then
        // replaced.
        Video(
            id: 26,
            path: names + "/A very, very, a " + String(repeating: "very long and \u{E9}", count: 14)
                + "very long and_"),
        Video(id: 27, path: names + "/__Night_ _uncut_ _5__ _ _o__"),
        // No title, and videos have no key.
        Video(id: 28, path: names + "/untitled"),
        // Without the override of direction.
        Video(id: 29, path: names + "/LeftthgiR"),
        Video(id: 30, path: notBought + "/Harbour Lights_ Director's Cut", isDenied: true),
        Video(id: 40, path: patterns + "/Moving Pattern"),
        Video(id: 41, path: patterns + "/Fractal", thumbnail: "jpg"),
        Video(id: 42, path: patterns + "/A Wrong Size"),
        Video(id: 43, path: patterns + "/An Unknown Size", file: "360p.webm"),
        Video(id: 3, path: patterns + "/Making Of_ Tides_Currents"),
        Video(id: 50, path: forbidden + "/Behind Closed Doors", isDenied: true),
    ]
}

/// The two SubRip files of the library as WebVTT.
enum ExpectedSubtitles {
    /// From UTF-8 with a byte-order mark, CRLF, a cue without a number and no line end at the end.
    static let spanish = """
        WEBVTT

        00:00:00.500 --> 00:00:02.000 line:0
        Sube la marea.

        00:00:02.000 --> 00:00:03.500
        <i>¿Y los barcos?</i>
        - ¡Mañana!

        00:00:03.500 --> 00:00:05.000
        Sin número, pero <b>aquí</b>.

        00:00:05.000 --> 00:00:06.000
        Fin &amp; principio &lt; &gt; 1

        """

    /// From Windows-1252.
    static let french = """
        WEBVTT

        00:00:00.500 --> 00:00:02.000
        La marée monte déjà…

        00:00:02.000 --> 00:00:04.000
        « Où sont les bateaux ? » — À l’œuvre !

        """
}
