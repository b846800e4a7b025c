package org.afterword.engine.render;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import com.samskivert.mustache.Mustache;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureTemplate;
import org.jsoup.parser.Parser;

/**
 * What a template can do to a value, written as a section around it: {@code {{#upper}}{{city}}{{/upper}}}.
 *
 * <ul>
 *   <li>{@code upper}, {@code lower}: in capitals, in small letters
 *   <li>{@code phone}: a telephone number as it is written internationally; {@code tel}: as a {@code tel:} link needs it
 *   <li>{@code link}: a web address, {@code https://} before it where it has no scheme; nothing if it is another kind of
 *       address
 *   <li>{@code tracked}: a web address with the template's tracking parameters
 * </ul>
 */
final class Helper {
    static final Set<String> NAMES = Set.of("upper", "lower", "phone", "tel", "link", "tracked");

    /** Markup and character references, which are not part of what is shown. */
    private static final Pattern MARKUP = Pattern.compile("<[^>]*>|&(?:#[xX]?)?[0-9A-Za-z]{1,32};");

    private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();

    /** Codes of countries by their English names in small letters. */
    private static final Map<String, String> COUNTRIES = Stream.of(Locale.getISOCountries())
            .collect(Collectors.toUnmodifiableMap(
                    code -> Locale.of("", code)
                            .getDisplayCountry(Locale.ENGLISH)
                            .toLowerCase(Locale.ROOT),
                    code -> code,
                    (first, second) -> first));

    private Helper() {}

    /** @param html whether the template's values are escaped */
    static Map<String, Object> all(SignatureTemplate template, Person person, boolean html) {
        Map<String, Object> helpers = new HashMap<>();
        helpers.put("upper", outsideMarkup(html, text -> text.toUpperCase(Locale.ROOT)));
        helpers.put("lower", outsideMarkup(html, text -> text.toLowerCase(Locale.ROOT)));
        helpers.put(
                "phone",
                onValue(html, number -> phone(number, person.attributes().getOrDefault("country", ""))));
        helpers.put(
                "tel", onValue(html, number -> tel(number, person.attributes().getOrDefault("country", ""))));
        helpers.put("link", onValue(html, Helper::link));
        helpers.put("tracked", onValue(html, address -> tracked(link(address), template.tracking())));
        return helpers;
    }

    private static Mustache.Lambda outsideMarkup(boolean html, UnaryOperator<String> change) {
        return (fragment, out) -> {
            String inner = fragment.execute();
            if (!html) {
                out.write(change.apply(inner));
                return;
            }
            StringBuilder changed = new StringBuilder();
            Matcher markup = MARKUP.matcher(inner);
            int at = 0;
            while (markup.find()) {
                changed.append(change.apply(inner.substring(at, markup.start())))
                        .append(markup.group());
                at = markup.end();
            }
            out.write(changed.append(change.apply(inner.substring(at))).toString());
        };
    }

    /** For values without markup: what is escaped is read first, and escaped again. */
    private static Mustache.Lambda onValue(boolean html, UnaryOperator<String> change) {
        return (fragment, out) -> {
            String inner = fragment.execute();
            out.write(html ? escape(change.apply(Parser.unescapeEntities(inner, true))) : change.apply(inner));
        };
    }

    private static String escape(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String phone(String number, String country) {
        return read(number, country)
                .map(read -> PHONES.format(read, PhoneNumberFormat.INTERNATIONAL))
                .orElse(number);
    }

    private static String tel(String number, String country) {
        return read(number, country)
                .map(read -> PHONES.format(read, PhoneNumberFormat.E164))
                .orElseGet(() -> number.replaceAll("[^+0-9]", ""));
    }

    /** Entra's {@code country} may be a code or a name; where it is neither, only numbers that begin with + can be read. */
    private static Optional<PhoneNumber> read(String number, String country) {
        try {
            return Optional.of(PHONES.parse(number.replace("(0)", ""), region(country)));
        } catch (NumberParseException unreadable) {
            return Optional.empty();
        }
    }

    private static String region(String country) {
        if (country.length() == 2) {
            return country.toUpperCase(Locale.ROOT);
        }
        return COUNTRIES.getOrDefault(country.toLowerCase(Locale.ROOT), "ZZ");
    }

    private static String link(String address) {
        String stripped = address.strip();
        if (stripped.isEmpty() || !SafeLinks.safe(stripped)) {
            return "";
        }
        boolean complete = stripped.matches("(?i)(https?://|mailto:|tel:).*");
        return complete ? stripped : stripped.contains("@") ? "mailto:" + stripped : "https://" + stripped;
    }

    private static String tracked(String address, Map<String, String> parameters) {
        if (parameters.isEmpty() || !address.startsWith("http")) {
            return address;
        }
        String query = new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(parameter -> URLEncoder.encode(parameter.getKey(), StandardCharsets.UTF_8) + "="
                                + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        int hash = address.indexOf('#');
        String before = hash < 0 ? address : address.substring(0, hash);
        String fragment = hash < 0 ? "" : address.substring(hash);
        return before + (before.contains("?") ? "&" : "?") + query + fragment;
    }
}
