extension OperationError {
    /// What a catalog's refusal means for whoever asked for a name.
    init(_ error: CatalogError) {
        self =
            switch error {
            case .noSuchResource: .noSuchEntry
            case .notEntitled, .signedOut, .misconfigured: .notEntitled
            case .budgetSpent: .budgetSpent
            case .unreachable: .unreachable
            case .timedOut: .timedOut
            case .unusable(let reason): .upstream(reason)
            }
    }
}
