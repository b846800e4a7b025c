package org.afterword.engine.mime;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A charset as mail names it, and how it is read and written.
 *
 * @param decoding what readers really use; often a superset of what the label says
 * @param encoding what may be written under that label
 */
record TextCharset(Charset decoding, Charset encoding, Form form) {

    /** Labels that Java does not know, or means something narrower by than mail does. */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("ansi_x3.4-1968", "US-ASCII"),
            Map.entry("ascii", "US-ASCII"),
            Map.entry("iso_8859-1", "ISO-8859-1"),
            Map.entry("iso-8859-6-i", "ISO-8859-6"),
            Map.entry("iso-8859-6-e", "ISO-8859-6"),
            Map.entry("iso-8859-8-i", "ISO-8859-8"),
            Map.entry("iso-8859-8-e", "ISO-8859-8"),
            Map.entry("cp-437", "IBM437"),
            Map.entry("cp-850", "IBM850"),
            Map.entry("cp-852", "IBM852"),
            Map.entry("cp-866", "IBM866"),
            Map.entry("dos-866", "IBM866"),
            Map.entry("windows-949", "x-windows-949"),
            Map.entry("cp949", "x-windows-949"),
            Map.entry("ks_c_5601-1987", "x-windows-949"),
            Map.entry("ks_c_5601-1989", "x-windows-949"),
            Map.entry("ksc_5601", "x-windows-949"),
            Map.entry("windows-874", "x-windows-874"),
            Map.entry("windows-932", "windows-31j"),
            Map.entry("cp932", "windows-31j"),
            Map.entry("x-sjis", "windows-31j"),
            Map.entry("windows-936", "GBK"),
            Map.entry("cp936", "GBK"),
            Map.entry("x-gbk", "GBK"),
            Map.entry("windows-950", "x-windows-950"),
            Map.entry("cp950", "x-windows-950"),
            Map.entry("x-x-big5", "Big5"),
            Map.entry("macintosh", "x-MacRoman"),
            Map.entry("x-mac-roman", "x-MacRoman"),
            Map.entry("x-mac-cyrillic", "x-MacCyrillic"),
            Map.entry("x-mac-ce", "x-MacCentralEurope"),
            Map.entry("unicode-1-1-utf-8", "UTF-8"),
            Map.entry("x-unicode-2-0-utf-8", "UTF-8"));

    /** Senders label text with the older standard and write its superset; readers know that. */
    private static final Map<String, String> READ_AS = Map.of(
            "gb2312", "GBK",
            "euc-kr", "x-windows-949",
            "shift_jis", "windows-31j",
            "big5", "x-windows-950",
            "iso-2022-jp", "x-windows-iso2022jp");

    /** How its bytes make characters. */
    enum Form {
        /** Each character by itself, ASCII as ASCII. */
        PLAIN,
        /** Units of two or four bytes, so that line ends are no bytes of their own. */
        WIDE,
        /** Escape sequences say what the bytes behind them mean (ISO 2022). */
        ESCAPES,
        /** Runs of base64 in ASCII (RFC 2152). */
        BASE64_RUNS
    }

    private static final Set<String> ESCAPED = Set.of(
            "iso-2022-jp",
            "iso-2022-jp-2",
            "iso-2022-kr",
            "iso-2022-cn",
            "x-windows-iso2022jp",
            "x-windows-50220",
            "x-windows-50221");

    static final TextCharset UTF_8 = new TextCharset(StandardCharsets.UTF_8, StandardCharsets.UTF_8, Form.PLAIN);

    static final TextCharset US_ASCII =
            new TextCharset(StandardCharsets.US_ASCII, StandardCharsets.US_ASCII, Form.PLAIN);

    /** The charset of that label; empty if it is not known. */
    static Optional<TextCharset> find(String label) {
        String name = label.strip().toLowerCase(Locale.ROOT);
        try {
            Charset encoding = name.equals("utf-7") || name.equals("unicode-1-1-utf-7")
                    ? Utf7.CHARSET
                    : Charset.forName(ALIASES.getOrDefault(name, name));
            String canonical = encoding.name().toLowerCase(Locale.ROOT);
            Charset decoding = READ_AS.containsKey(canonical) ? Charset.forName(READ_AS.get(canonical)) : encoding;
            return encoding.canEncode()
                    ? Optional.of(new TextCharset(decoding, encoding, form(canonical)))
                    : Optional.empty();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return Optional.empty();
        }
    }

    private static Form form(String canonical) {
        if (canonical.startsWith("utf-16") || canonical.startsWith("utf-32")) {
            return Form.WIDE;
        }
        if (canonical.equals("utf-7")) {
            return Form.BASE64_RUNS;
        }
        return ESCAPED.contains(canonical) ? Form.ESCAPES : Form.PLAIN;
    }

    /**
     * The charset for these very bytes. The order of a wide charset's bytes is told by their mark (RFC 2781, section 4.3), and
     * what is put in has to keep it. US-ASCII with escape sequences is some other charset that nobody named: ASCII may be put in where
     * they leave it.
     */
    TextCharset of(byte[] bytes) {
        return switch (encoding.name()) {
            case "UTF-16" -> wide(starts(bytes, 0xff, 0xfe) ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
            case "UTF-32" ->
                wide(starts(bytes, 0xff, 0xfe, 0, 0) ? Charset.forName("UTF-32LE") : Charset.forName("UTF-32BE"));
            case "US-ASCII" -> isUnnamed(bytes) ? new TextCharset(decoding, encoding, Form.ESCAPES) : this;
            default -> this;
        };
    }

    /** Whether it is a charset with escape sequences that nobody named. */
    boolean isUnnamed() {
        return form == Form.ESCAPES && encoding.equals(StandardCharsets.US_ASCII);
    }

    private static TextCharset wide(Charset charset) {
        return new TextCharset(charset, charset, Form.WIDE);
    }

    private static boolean starts(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (bytes.length <= i || (bytes[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** Escapes of ISO 2022, or those of HZ (RFC 1843). */
    private static boolean isUnnamed(byte[] bytes) {
        boolean opened = false;
        for (int i = 0; i + 1 < bytes.length; i++) {
            opened |= bytes[i] == '~' && bytes[i + 1] == '{';
            if (bytes[i] == 0x1b || bytes[i] == 0x0e || opened && bytes[i] == '~' && bytes[i + 1] == '}') {
                return true;
            }
        }
        return false;
    }
}
