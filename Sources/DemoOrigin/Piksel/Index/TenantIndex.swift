/// What the metadata service knows of one tenant.
final class TenantIndex: Sendable {
    let source: Source
    let contents: DocumentCollection
    let assets: DocumentCollection
    let categories: DocumentCollection

    /// What a tenant is made from: where that is as before, so is the tenant.
    struct Source: Sendable, Hashable {
        let owner: String
        var site: DemoSite?
        var tenant: DemoPikselTenant?
        let cdn: String

        var title: String? { tenant?.title ?? site?.title }
        var permissions: [String] { tenant?.permissions ?? DemoPikselTenant.readPermissions }
    }

    init(_ source: Source) {
        self.source = source
        let form = { DocumentForm(owner: source.owner, kind: $0, cdn: source.cdn) }
        let tenant = source.tenant
        // Of two of one name the first counts: the tenant's own stand before those of the site.
        contents = DocumentCollection(
            form(.contents), (tenant?.contents ?? []) + (source.site?.contentDocuments ?? []),
            bulk: tenant?.bulk)
        assets = DocumentCollection(
            form(.assets), (tenant?.assets ?? []) + (source.site?.assetDocuments ?? []), bulk: tenant?.bulk)
        categories = DocumentCollection(form(.categories), tenant?.categories ?? [], bulk: nil)
    }

    func collection(_ kind: ResourceKind) -> DocumentCollection {
        switch kind {
        case .contents: contents
        case .assets: assets
        case .categories: categories
        }
    }

    func allows(_ kind: ResourceKind) -> Bool {
        let permission = "metadata:\(kind.rawValue):read"
        return source.permissions.contains { $0 == permission || $0.hasPrefix(permission + ":") }
    }
}

/// The tenants of a library.
struct PikselIndex: Sendable {
    /// In the order of the library: its sites, then what stands beside them.
    let tenants: [TenantIndex]

    /// - Parameters:
    ///   - library: what is served.
    ///   - cdn: base of the CDN's addresses.
    ///   - old: an index of an earlier state, whose unchanged tenants are kept with what was found in them.
    init(_ library: DemoLibrary, cdn: String, reusing old: PikselIndex? = nil) {
        let base = "\(cdn)/\(library.openFolder)"
        var sources = library.sites.map { TenantIndex.Source(owner: $0.owner, site: $0, cdn: base) }
        for tenant in library.piksel {
            if let place = sources.firstIndex(where: { $0.owner == tenant.owner }) {
                sources[place].tenant = tenant
            } else {
                sources.append(TenantIndex.Source(owner: tenant.owner, tenant: tenant, cdn: base))
            }
        }
        tenants = sources.map { source in
            old?.tenants.first { $0.source == source } ?? TenantIndex(source)
        }
    }

    func tenant(_ owner: String) -> TenantIndex? {
        tenants.first { $0.source.owner == owner }
    }
}
