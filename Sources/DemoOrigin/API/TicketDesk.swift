internal import Foundation

/// `POST /packages/:id/tickets`: a ticket grants a user what is in a package.
struct TicketDesk: Sendable {
    let state: OriginState
    let form: ResourceForm

    /// A ticket for the account's own address makes the package owned, so that buying can be tried out.
    func answer(_ request: IncomingRequest, package id: Int, at now: Date) -> Answer {
        guard let (package, site) = state.index.package(id) else { return .refusal(404, "Not found.") }
        let fields = FormFields(String(decoding: request.body, as: UTF8.self))
        guard let email = fields["user[email]"], email.contains("@") else {
            return .refusal(400, "user[email] is missing or is no address.")
        }
        let user = state.index.library.user
        let isOwn = email == user.email
        if isOwn { state.edit { $0.grant(package: id) } }
        let number = state.nextTicket()
        let key = site.key ?? "site-\(site.id)"
        var person: [(key: String, value: JSON)] = [
            ("_links", ["self": form.link("/users/\(isOwn ? user.id : number + 1_000)")]),
            ("id", .number(isOwn ? user.id : number + 1_000)), ("name", isOwn ? .string(user.name) : nil),
            ("email", .string(email)),
        ]
        if case .object(let dates) = form.dates(now, now) { person += dates }
        let isFlat = form.shape == .flat2014
        let body = JSON.object([
            ("id", .number(number)),
            ("access_uri", .string("https://\(key).vhx.example/watch?auth_token=demo")),
            ("user", .object(person)),
            (
                "package",
                isFlat
                    ? form.flatPackageSummary(package, in: site)
                    : form.embeddedPackageSummary(package, in: site)
            ),
            ("site", isFlat ? form.flatSiteSummary(site) : form.embeddedSiteSummary(site)),
            ("status", "enabled"),
        ]).merging(form.dates(now, now))
        return Answer(201, json: body)
    }
}

extension DemoLibrary {
    fileprivate mutating func grant(package id: Int) {
        for site in sites.indices {
            for package in sites[site].packages.indices where sites[site].packages[package].id == id {
                sites[site].packages[package].entitlement = .owned
            }
        }
    }
}
