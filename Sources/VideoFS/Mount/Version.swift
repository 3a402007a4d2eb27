/// The version of this program: in `vidfs --version`, the status document and the `User-Agent` header.
public enum Version {
    public static let text = "0.1.0"
}
