extension VideoTree {
    func refresh(_ inode: InodeNumber) -> TreeAnswer<RefreshReport> {
        let node: NodeID
        do throws(OperationError) { node = try inodes.node(at: inode) } catch { return .now(.failure(error)) }
        return .later { () async throws(OperationError) -> RefreshReport in try await self.refresh(node) }
    }

    /// Asks about what a node shows and what is known below it.
    func refresh(_ node: NodeID) async throws(OperationError) -> RefreshReport {
        let report: RefreshReport
        do throws(CatalogError) {
            report = try await catalog.refreshAll(under: node.refreshed)
        } catch {
            throw OperationError(error)
        }
        await notices?.delivered()
        return report
    }
}

extension NodeID {
    fileprivate var refreshed: ResourceKey {
        switch self {
        case .root, .control, .controlFile, .sites: .account
        case .site(let site), .siteInfo(let site): .site(site)
        case .package(_, let package), .packageInfo(_, let package), .packageThumbnail(_, let package):
            .package(package)
        case .video(let place), .videoLink(let place, _), .videoInfo(let place), .videoThumbnail(let place),
            .subtitles(let place), .subtitle(let place, _), .files(let place), .file(let place, _):
            .video(place.video)
        }
    }
}
