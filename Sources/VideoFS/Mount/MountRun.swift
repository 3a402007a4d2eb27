internal import Foundation
internal import Logging

/// Mounts a library and serves it.
public enum MountRun {
    /// Mounts and serves until unmounted, or told to end by SIGINT or SIGTERM.
    ///
    /// - Parameters:
    ///   - configuration: every setting.
    ///   - mountPoint: an absolute path.
    ///   - ready: called once, when the mount answers. Not called where this throws.
    /// - Throws: ``MountFailure``.
    public static func serve(
        _ configuration: MountConfiguration, at mountPoint: String,
        ready: @escaping @Sendable (Result<Void, MountFailure>) -> Void
    ) async throws(MountFailure) {
        try await Blocking.run { () throws(MountFailure) in
            try MountPoint.prepare(mountPoint)
            try FuseDevice.check()
        }
        ProcessLimits.apply()
        AllocatorSettings.keepFreedMemory()
        let layers = try Layers(configuration)
        try await layers.prepare()
        let mount = try await Blocking.run { () throws(MountFailure) in
            try Mount(configuration, at: mountPoint, layers: layers)
        }
        layers.log.info("mounted", metadata: ["provider": "\(configuration.provider.rawValue)"])
        await mount.run { ready(.success(())) }
        await layers.client.shutdown()
    }
}
