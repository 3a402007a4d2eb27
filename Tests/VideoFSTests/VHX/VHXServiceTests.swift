import Foundation
import Testing

@testable import VideoFS

struct VHXServiceTests {
    @Test func signsInAndSaysWhoThatIs() async throws {
        let fixture = try VHXFixture(["/me": .json(VHXFixture.me2014)])
        let account = try await fixture.service.signIn()
        #expect(account.name == "Kevin Sheurs")
        #expect(
            fixture.transport.lines == [
                "POST https://api.vhx.example/oauth/token", "GET https://api.vhx.example/me",
            ])
        #expect(fixture.service.provider == "vhx")
        #expect(fixture.service.condition.reachable == true)
        #expect(fixture.service.condition.limit == 250)
        #expect(fixture.service.condition.counted == 1)
        #expect(fixture.service.condition.warning == nil)
    }

    @Test func notChangedIsPassedOn() async throws {
        let service = try VHXFixture(["/videos/1": .status(304), "/me": .status(304)]).service
        let validators = Validators(entityTag: "\"1\"", lastModified: nil)
        #expect(try await service.video(VideoID(rawValue: "1"), ifChangedSince: validators).isNotModified)
        #expect(try await service.account(ifChangedSince: validators).isNotModified)
    }

    @Test func validatorsComeWithTheRecord() async throws {
        let service = try VHXFixture(["/videos/1": .json(VHXFixture.video2014, [("ETag", "\"1\"")])]).service
        #expect(
            try await service.video(VideoID(rawValue: "1"), ifChangedSince: nil).validators?.entityTag
                == "\"1\"")
    }

    @Test func sendsARequestOfOnesOwn() async throws {
        let fixture = try VHXFixture(["/settings?a=b": .json(#"{"x": 1}"#)])
        let answer = try await fixture.service.raw(method: "GET", path: "/settings", fields: [("a", "b")])
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self) == "{\n  \"x\": 1\n}\n")
    }

    @Test func documentsAreFetchedWithoutTheToken() async throws {
        let fixture = try VHXFixture(["https://cdn.example/a.vtt": .json("WEBVTT")])
        let bytes = try await fixture.service.document(at: "https://cdn.example/a.vtt", limit: 10)
        #expect(bytes == Array("WEBVTT".utf8))
        #expect(fixture.transport.requests.count == 1)
        #expect(fixture.transport.requests.first?.header("Authorization") == nil)
        #expect(fixture.service.condition.counted == 0)
    }

    @Test("a base address with a path keeps it for the sign-in and every question")
    func keepsTheBasePath() async throws {
        let fixture = try VHXFixture(api: "https://proxy.example/vhx/", ["/vhx/me": .json("{}")])
        _ = try await fixture.service.account(ifChangedSince: nil)
        #expect(
            fixture.transport.lines == [
                "POST https://proxy.example/vhx/oauth/token", "GET https://proxy.example/vhx/me",
            ])
    }

    @Test(
        "settings that cannot work are refused in words",
        arguments: [
            "http://api.vhx.tv", "ftp://x", "", "https://user:MARKER@api.vhx.tv",
        ])
    func refusesSettings(address: String) throws {
        var configuration = VHXConfiguration()
        configuration.apiAddress = address
        let error = #expect(throws: ServiceSetupError.self) {
            try VHXService(configuration, transport: StubTransport())
        }
        #expect(error?.description.contains("api-url") == true)
        #expect(error?.description.contains("MARKER") == false)
    }

    @Test func aWideTokenFileStopsTheService() async throws {
        try await withTemporaryDirectory { directory in
            try Data("{}".utf8).write(to: URL(filePath: directory + "/tokens.json"))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o644], ofItemAtPath: directory + "/tokens.json")
            var configuration = VHXConfiguration()
            configuration.stateDirectory = directory
            let error = #expect(throws: ServiceSetupError.self) {
                try VHXService(configuration, transport: StubTransport())
            }
            #expect(error?.description.contains("chmod 600 \(directory)/tokens.json") == true)
        }
    }

    @Test("nothing that the service holds shows a secret")
    func hidesSecrets() throws {
        var configuration = VHXConfiguration()
        configuration.password = "MARKER"
        configuration.clientSecret = "MARKER"
        configuration.accessToken = "MARKER"
        configuration.refreshToken = "MARKER"
        var text = "\(configuration)"
        let service = try VHXService(configuration, transport: StubTransport())
        dump(configuration, to: &text)
        dump(service, to: &text)
        #expect(!text.contains("MARKER"))
    }
}
