import Synchronization

@testable import VideoFS

/// A service whose every answer is scripted.
final class StubService: VideoService {
    struct Asked: Hashable, Sendable {
        let key: ResourceKey
        let validators: Validators?
    }

    enum Reply: Sendable {
        case record(LibraryRecord, Validators? = nil)
        /// "Not changed", if asked with these validators; else the record.
        case unlessKnown(LibraryRecord, Validators)
        case notModified
        case failure(ServiceError)
    }

    private struct State {
        var replies: [ResourceKey: Reply] = [:]
        var asked: [Asked] = []
        var isHeld = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var asked: [Asked] { state.withLock { $0.asked } }

    func questions(about key: ResourceKey) -> Int {
        asked.count { $0.key == key }
    }

    func reply(_ reply: Reply, to key: ResourceKey) {
        state.withLock { $0.replies[key] = reply }
    }

    /// From here on questions arrive and get no answer.
    func hold() {
        state.withLock { $0.isHeld = true }
    }

    func release() {
        let waiting = state.withLock { state in
            state.isHeld = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    // MARK: - VideoService

    let provider = "stub"
    let address = "https://stub.example"
    var condition: ServiceCondition { ServiceCondition() }

    func signInAnew() async throws(ServiceError) -> AccountRecord {
        throw .notFound
    }

    func account(
        ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<AccountRecord> {
        try await fetch(.account, validators, \.account)
    }

    func site(_ id: SiteID, ifChangedSince validators: Validators?) async throws(ServiceError)
        -> Fetched<SiteRecord>
    {
        try await fetch(.site(id), validators, \.site)
    }

    func package(_ id: PackageID, ifChangedSince validators: Validators?) async throws(ServiceError)
        -> Fetched<PackageRecord>
    {
        try await fetch(.package(id), validators, \.package)
    }

    func video(_ id: VideoID, ifChangedSince validators: Validators?) async throws(ServiceError)
        -> Fetched<VideoRecord>
    {
        try await fetch(.video(id), validators, \.video)
    }

    func link(
        to file: MediaFile, of video: VideoID, insteadOf refused: FreshLink?
    ) async throws(ServiceError) -> FreshLink {
        throw .notFound
    }

    func document(at address: String, limit: Int) async throws(ServiceError) -> [UInt8] {
        throw .notFound
    }

    func raw(
        method: String, path: String, fields: [(String, String)]
    ) async throws(ServiceError) -> (status: Int, body: [UInt8]) {
        throw .notFound
    }

    private func fetch<Record>(
        _ key: ResourceKey, _ validators: Validators?, _ part: (LibraryRecord) -> Record?
    ) async throws(ServiceError) -> Fetched<Record> {
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                state.asked.append(Asked(key: key, validators: validators))
                if state.isHeld { state.waiting.append(continuation) }
                return state.isHeld
            }
            if !isHeld { continuation.resume() }
        }
        switch state.withLock({ $0.replies[key] }) {
        case .record(let record, let validators):
            guard let value = part(record) else { throw .unusable("another kind") }
            return .modified(value, validators)
        case .unlessKnown(let record, let current):
            guard let value = part(record) else { throw .unusable("another kind") }
            return validators == current ? .notModified : .modified(value, current)
        case .notModified: return .notModified
        case .failure(let error): throw error
        case nil: throw .notFound
        }
    }
}
