/// Memory for the next bytes of a body, where its receiver wants them: a connection that can writes them
/// there itself.
@safe struct BodyRoom {
    /// In the order of the bytes.
    let pieces: [UnsafeMutableRawBufferPointer]
    /// What keeps the pieces valid, and by which the receiver knows them again.
    let owner: any Sendable

    init(_ pieces: [UnsafeMutableRawBufferPointer], owner: any Sendable) {
        unsafe self.pieces = unsafe pieces
        self.owner = owner
    }
}
