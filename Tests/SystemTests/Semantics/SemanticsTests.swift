import Testing

extension SystemTests {
    /// The statements of `docs/semantics.md` that no other suite runs, each under its own words.
    ///
    /// Where the others are run, by section; suites of units are in `VideoFSTests`, all others in `SystemTests`:
    ///
    /// | Section | Suites |
    /// |---|---|
    /// | The tree | `TreeTests`, `ContentTests`, `StatusTests`; units `VideoTreeTests`, `MediaNamesTests`, `LanguageTagTests`, `TextDecodingTests`, `SubRipTests`, `PlaylistTests`, `VHXInfoTests` |
    /// | Names | `TreeTests`; units `FileNameTests`, `SiblingNamesTests` |
    /// | Attributes | `AttributeTests`, `SizeTests`, `ErrnoTests`; units `CatalogTests` (times by what changed) |
    /// | Reading | `ReadTests`, `OracleTests`, `FaultMatrixTests`, `ScanTests`, `PlayerTests`; units `StreamStateTests`, `PoolTests`, `ScannerTests`, `KeptIndexTests` |
    /// | Errors | `ErrnoTests`, `ServiceErrnoTests`, `FaultTests`, `FaultMatrixTests` (never another `errno`), `SignInTests`, `MountLifeTests` (`ENOTCONN`) |
    /// | Staleness | `RefreshTests`, `OfflineTests`; units `CatalogTests`, `CatalogRemovalTests`, `CatalogValueTests` (pauses), `FillAheadTests`, `VideoTreeNoticesTests` |
    /// | The hour's requests | `BudgetTests`, `WalkTests`; units `RequestReserveTests`, `RequestBudgetTests`, `RequestBooksTests`, `RequestLedgerTests`, `VHXLinkTests` (reads that wait) |
    /// | Deadlines | `ServiceErrnoTests`, `FaultMatrixTests` (thirty seconds), `InterruptTests` |
    /// | Without the service | `OfflineTests`, `ServiceErrnoTests`, `ScanTests`; units `CatalogFillAheadTests` |
    /// | The end | `MountLifeTests`, `KillTests` |
    @Suite struct SemanticsTests {}
}

extension Demo {
    /// Asks about a place below `sites` as a person does.
    func refresh(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let refreshed = try await vidfs("refresh", sites + "/" + path)
        #expect(refreshed.succeeded, "\(refreshed)", sourceLocation: sourceLocation)
    }

    /// Expects a file below `sites` to be another one, byte for byte, as `cmp` sees it.
    func expectSame(
        _ path: String, as original: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let compared = try await run("cmp", sites + "/" + path, original)
        #expect(compared.succeeded, "\(compared)", sourceLocation: sourceLocation)
    }
}
