package org.afterword.host;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a request as the host routes it: percent-encoding is decoded but for that of a slash, and of what is no
 * UTF-8; then dot segments are resolved (ASP.NET Core, Kestrel's {@code UrlDecoder} and {@code PathNormalizer}).
 */
record HostPath(String decoded) {
    private static final Pattern ENCODED = Pattern.compile("(?:%(?!2[Ff])\\p{XDigit}{2})+");
    private static final Pattern PERCENT_OF_A_CODE = Pattern.compile("%25(?=\\p{XDigit}{2})");

    /** Empty if the host would answer 400: for a null character. */
    static Optional<HostPath> of(String rawPath) {
        String decoded = ENCODED.matcher(rawPath).replaceAll(HostPath::decoded);
        return decoded.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(new HostPath(withoutDots(decoded)));
    }

    private static String decoded(MatchResult codes) {
        byte[] bytes = HexFormat.of().parseHex(codes.group().replace("%", ""));
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            text = codes.group();
        }
        return Matcher.quoteReplacement(text);
    }

    private static String withoutDots(String path) {
        String[] segments = path.split("/", -1);
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < segments.length; i++) {
            boolean dots = segments[i].equals(".") || segments[i].equals("..");
            if (segments[i].equals("..") && kept.size() > 1) {
                kept.removeLast();
            }
            if (!dots) {
                kept.add(segments[i]);
            } else if (i == segments.length - 1) {
                kept.add("");
            }
        }
        return String.join("/", kept);
    }

    /**
     * The address that the worker is told: the path encoded again. What looks encoded already, such as the slash, stays
     * ({@code PathString.ToUriComponent}).
     *
     * @throws IllegalArgumentException if the host's name is none
     */
    URI address(String host, Optional<String> rawQuery) {
        try {
            String address = new URI("http", host, decoded, null, null).toASCIIString();
            return URI.create(PERCENT_OF_A_CODE.matcher(address).replaceAll("%")
                    + rawQuery.map(query -> "?" + query).orElse(""));
        } catch (URISyntaxException noHost) {
            throw new IllegalArgumentException("the header Host is no host", noHost);
        }
    }
}
