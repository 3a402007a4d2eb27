internal import Foundation

/// The metadata service: contents, assets and categories of the tenants.
struct MetadataService: OriginService {
    let name = DemoService.metadata
    let state: OriginState

    func answer(_ request: IncomingRequest, faults: [DemoFault.Action]) -> Answer {
        let now = state.now()
        let gate = PlatformGate(state: state, service: name)
        let components = request.components
        return gate.answer(request, at: now) { () throws(PlatformError) in
            if components.first == "descriptor" {
                try gate.mustRead(request)
                return Answer(200, json: MetadataDescriptor.document)
            }
            _ = try gate.holder(of: request, at: now)
            guard (2...3).contains(components.count), components[0] == "data",
                let kind = ResourceKind(rawValue: components[1])
            else { throw .noSuchResource }
            try gate.mustRead(request)
            try gate.mustTakeJSON(request)
            return try data(kind, refs: components.count == 3 ? components[2] : nil, request, at: now)
        }
    }

    private func data(
        _ kind: ResourceKind, refs: String?, _ request: IncomingRequest, at now: Date
    ) throws(PlatformError) -> Answer {
        let items = QueryItems(query: request.query ?? "")
        guard let owner = items["owner"] else {
            throw PlatformError(400, "owner is required.", keys: ["owner"])
        }
        guard let tenant = state.pikselIndex.tenant(owner), tenant.allows(kind) else {
            throw PlatformError(403)
        }
        let question = try BrowseQuestion(items, of: kind, owner: owner, at: now)
        let listing = ResourceListing(tenant: tenant, question: question)
        let json = try refs.map { (refs) throws(PlatformError) in try listing.read(refs) } ?? listing.browse()
        return Answer(200, json: json)
    }
}
