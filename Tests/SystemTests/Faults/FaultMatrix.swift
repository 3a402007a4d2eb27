import DemoOrigin

/// Every way in which a CDN can go wrong, at every place, once and always.
enum FaultMatrix {
    /// The cells, numbered from 1: the slow ones first, for they are started first.
    static let cells: [FaultCell] = {
        let all = FaultKind.allCases.flatMap { kind in
            FaultPlace.allCases.filter { missing[kind]?[$0] == nil }.flatMap { place in
                FaultTimes.allCases.map { FaultCell(kind: kind, place: place, times: $0) }
            }
        }
        let ordered = all.filter(\.isSlow) + all.filter { !$0.isSlow }
        return ordered.enumerated().map { number, cell in
            var cell = cell
            cell.id = number + 1
            return cell
        }
    }()

    /// The cells that there cannot be, each with the reason.
    static let missing: [FaultKind: [FaultPlace: String]] = [
        .crumbs: [
            .connect: "there is a body, so there was a head",
            .header: "there is a body, so there was a head",
        ],
        .shortBody: [
            .connect: "no answer, no body",
            .firstByte: "a body that ends before its first byte is a cut there",
        ],
        .longBody: [
            .connect: "no answer, no body",
            .firstByte: "what is too much comes after the last byte",
        ],
        .stuffedBody: [
            .connect: "no answer, no body",
            .firstByte: "the head gives it away",
            .midBody: "the head gives it away",
        ],
        .redirect: [
            .firstByte: "a redirection has no body to break",
            .midBody: "a redirection has no body to break",
        ],
    ]

    /// One film for each cell.
    static let library: DemoLibrary = {
        let videos = cells.map { cell in
            let media = DemoMedia.synthetic(seed: seed(of: cell), length: FaultCell.filmLength)
            // WebM: of an MP4 the index is looked for as well, by a request that no reader waits for, and a
            // fault that hits that one harms nobody.
            let file = DemoFile(quality: "720p", format: "webm", media: media)
            return DemoVideo(id: cell.id, title: cell.name, duration: 3_600, files: [file])
        }
        let package = DemoPackage(id: 1, title: "Cells", videos: videos)
        return DemoLibrary(sites: [DemoSite(id: 1, title: "Faults", packages: [package])])
    }()

    /// Few, so that the originals are few; neighbours differ.
    static let seeds = 8

    static func seed(of cell: FaultCell) -> UInt64 {
        UInt64(cell.id % seeds)
    }

    static func path(of cell: FaultCell) -> String {
        "Faults/Cells/\(cell.name)/files/720p.webm"
    }
}
