/// The entries of a directory at one moment, in a fixed order.
///
/// The order is what makes a `readdir` offset mean the same entry from one call to the next.
final class DirectoryListing: Sendable {
    struct Item: Hashable, Sendable {
        let name: String
        let node: NodeID
        let kind: Attributes.Kind
        /// When it changed by its parent's word; `nil` where only its own record says.
        var modified: Timestamp?
    }

    /// The directory itself.
    let node: NodeID
    /// What is listed.
    let items: [Item]
    /// What can be looked up but is not listed.
    private let hidden: [Item]
    private let positions: [String: Int]
    private let places: [NodeID: Int]

    init(of node: NodeID, _ items: [Item], hidden: [Item] = []) {
        self.node = node
        self.hidden = hidden
        self.items = items
        positions = Dictionary(
            items.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
        places = Dictionary(
            items.enumerated().map { ($0.element.node, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// The entry that stands for a node.
    subscript(_ node: NodeID) -> Item? {
        places[node].map { items[$0] } ?? hidden.first { $0.node == node }
    }

    /// The entry of exactly that name.
    ///
    /// Byte for byte: strings that only look alike are equal to Swift and different names to the kernel.
    subscript(_ name: String) -> Item? {
        let item = positions[name].map { items[$0] } ?? hidden.first { $0.name == name }
        guard let item, item.name.utf8.elementsEqual(name.utf8) else { return nil }
        return item
    }
}
