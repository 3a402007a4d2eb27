internal import ArgumentParser
internal import VideoFS

/// `vidfs login`.
struct LoginCommand: TaskCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Signs in and keeps the tokens, never the password.",
        discussion: """
            Asks on the terminal for what neither the environment nor the profile says.

              vidfs login
              vidfs login --profile work --username me@example.com
            """)

    @OptionGroup(title: "Settings")
    var settings: SettingOptions

    func run() async throws {
        var configuration = try MountConfiguration.read(settings.sources())
        for question in Self.questions(for: configuration.provider)
        where configuration.lacks(question.setting) {
            // Without a user there is no password to ask for.
            if question.setting == .password, configuration.lacks(.username) { continue }
            let answer = try Terminal.ask(question.text, isSecret: question.setting.isSecret)
            if answer.isEmpty, !question.mayBeEmpty {
                throw CommandFailure("nothing was entered, so nobody is signed in", status: .notAllowed)
            }
            configuration.fill(question.setting, with: answer)
        }
        let signIn = try await ServiceAccess.signIn(configuration)
        // What it is for is to be there for the next mount.
        if let warning = signIn.warning {
            throw CommandFailure(
                "signed in as \(signIn.account), but that is not kept: \(warning)", status: .failed)
        }
        print("Signed in as \(signIn.account) (profile \(configuration.profile)).")
    }

    struct Question {
        let setting: Setting
        let text: String
        var mayBeEmpty = false
    }

    static func questions(for provider: MountConfiguration.Provider) -> [Question] {
        let application = [
            Question(setting: .clientID, text: "Client id of the registered application: "),
            Question(setting: .clientSecret, text: "Client secret: "),
        ]
        let password = Question(setting: .password, text: "Password: ")
        switch provider {
        case .vhx:
            return application + [Question(setting: .username, text: "Username: "), password]
        case .piksel:
            let user = Question(
                setting: .username, text: "Username (domain\\user; empty for the application itself): ",
                mayBeEmpty: true)
            return [Question(setting: .account, text: "Account: ")] + application + [user, password]
        }
    }
}
