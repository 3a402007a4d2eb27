/// Text from outside on its way to a terminal.
extension String {
    /// Without what a terminal would act on or turn round: titles are written by strangers. Each such
    /// scalar becomes U+FFFD.
    var printable: String {
        var text = ""
        for scalar in unicodeScalars {
            text.unicodeScalars.append(scalar.isHarmful ? "\u{FFFD}" : scalar)
        }
        return text
    }

    /// At most `width` columns; what does not fit is left out at the end.
    func cut(to width: Int) -> String {
        fits(in: width) ? self : String(head(width - 1)) + (width > 0 ? "…" : "")
    }

    /// At most `width` columns; what does not fit is left out at the start: of a path the end tells more.
    func cutAtStart(to width: Int) -> String {
        guard !fits(in: width) else { return self }
        var kept = Substring()
        var rest = self[...]
        var columns = 1
        while let last = rest.popLast(), columns + last.columns <= width {
            columns += last.columns
            kept = self[rest.endIndex...]
        }
        return (width > 0 ? "…" : "") + kept
    }

    private func fits(in width: Int) -> Bool {
        head(width).endIndex == endIndex
    }

    private func head(_ width: Int) -> Substring {
        var columns = 0
        return prefix { character in
            columns += character.columns
            return columns <= width
        }
    }
}

extension Character {
    /// Columns that a terminal gives to the character: two for what is wide in East Asian scripts, and for
    /// emoji (Unicode Standard Annex 11, in rough blocks).
    fileprivate var columns: Int {
        guard let scalar = unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}

extension Unicode.Scalar {
    /// Control characters, line ends, and what changes the direction of the text around it.
    fileprivate var isHarmful: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: return true
        default: break
        }
        switch value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: return true
        default: return false
        }
    }
}
