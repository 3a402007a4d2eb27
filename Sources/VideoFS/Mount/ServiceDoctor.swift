/// Looks at a service from the outside in: the way there, the clock, the sign-in, the library.
struct ServiceDoctor: Sendable {
    let service: any VideoService
    let transport: any HTTPTransport

    /// Seconds by which clocks may differ before short-lived links suffer.
    private static let tolerableSkew: Int64 = 5

    func findings() async -> [DoctorFinding] {
        let address = service.address
        let head: HTTPHead
        do throws(HTTPError) {
            let request = HTTPRequest(address: SignedAddress(address))
            head = try await transport.answer(to: request, bodyLimit: 1 << 20, deadline: .seconds(10)).head
        } catch {
            let failure = MountFailure(ServiceError(error, from: address))
            return [DoctorFinding(check: "service", outcome: .failure, detail: failure.description)]
        }
        let reached = DoctorFinding(check: "service", outcome: .ok, detail: "\(address) answers")
        return [reached, clock(head), await signIn()].compactMap(\.self)
    }

    private func clock(_ head: HTTPHead) -> DoctorFinding? {
        guard let theirs = head["Date"].flatMap(Timestamp.init(httpDate:)) else { return nil }
        let skew = Timestamp.now.seconds(since: theirs)
        guard abs(skew) > Self.tolerableSkew else {
            return DoctorFinding(check: "clock", outcome: .ok, detail: "agrees with the service's")
        }
        return DoctorFinding(
            check: "clock", outcome: .warning, detail: "differs from the service's by \(skew) seconds",
            remedy: "let the clock be set from the network: timedatectl set-ntp true")
    }

    private func signIn() async -> DoctorFinding {
        do throws(ServiceError) {
            guard case .modified(let account, _) = try await service.account(ifChangedSince: nil) else {
                return DoctorFinding(check: "sign-in", outcome: .ok, detail: "accepted")
            }
            let owned = account.packages.isEmpty ? "" : "\(account.packages.count) packages on "
            return DoctorFinding(
                check: "sign-in", outcome: .ok, detail: "accepted: \(owned)\(account.sites.count) sites")
        } catch {
            return DoctorFinding(
                check: "sign-in", outcome: .failure, detail: MountFailure(error).description,
                remedy: "vidfs login")
        }
    }
}
