package org.afterword.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.afterword.gateway.intake.Reply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ties docs/troubleshooting.md to the status codes that the code knows (RFC 3463): who has one finds its entry. */
class TroubleshootingTest {
    private static final Path ROOT = Path.of("..");

    /** What knows codes: who returns mail, who reports, who takes it in, and who explains. */
    private static final Set<String> SOURCES = Set.of(
            "functions/mail/src/main/java", "smtp-gateway/src/main/java", "cli/src/main/java/org/afterword/cli/stamp");

    private static final Pattern COMMENT =
            Pattern.compile("/\\*.*?\\*/|^\\s*//[^\\n]*", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");

    /** A code, a range of details, or a pattern for several whose class and subject are certain. */
    private static final Pattern CODES =
            Pattern.compile("(?<![\\d.\\]}])([45]\\.\\d)\\.((?:\\((?:[^()]|\\([^()]*\\))*\\)"
                    + "|\\[[^\\]]*\\]|\\\\d|\\d|\\{[\\d,]+\\})+)(?:-(\\d+))?(?!\\.\\d)");

    private static final Pattern RANGE =
            Pattern.compile("([45]\\.\\d)\\.(\\d+)`?(?:–| to `?(?:\\d{3} )?(?:[45]\\.\\d\\.)?)(\\d+)");
    private static final int LARGEST_DETAIL = 999;

    @Test
    void hasAnEntryForEachCodeThatTheCodeKnows() throws IOException {
        Map<String, String> known = new TreeMap<>();
        for (String folder : SOURCES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    codesIn(Files.readString(file))
                            .forEach(code -> known.put(code, file.getFileName().toString()));
                }
            }
        }
        assertThat(known).hasSizeGreaterThan(100).containsKeys("5.7.64", "4.7.500", "5.7.649", "4.3.2");
        String page = page();
        known.keySet().removeIf(code -> has(page, code));
        assertThat(known)
                .as("codes without an entry in docs/troubleshooting.md")
                .isEmpty();
    }

    @Test
    void hasAnEntryForEachRefusalOfTheGateway() throws IOException {
        String page = page();
        Set<String> missing = Arrays.stream(Reply.values())
                .filter(reply -> reply.code() >= 400)
                .map(reply ->
                        String.join(" ", Arrays.asList(reply.line().split(" ")).subList(0, 2)))
                .filter(code -> !page.contains("`" + code))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(missing).isEmpty();
    }

    /** What Exchange Online says on the way back, by public accounts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "5.7.51", "5.7.54", "5.7.64", "5.7.68", "4.4.62", "4.4.5", "4.7.0", "4.7.320", "5.7.705", "5.7.711",
                "5.7.750", "5.7.606", "5.7.649", "5.7.708", "5.7.511", "5.7.1", "5.4.14", "5.4.6", "4.5.3", "4.7.500",
                "4.7.699", "4.3.2", "5.3.4", "4.4.1", "4.4.316",
            })
    void hasAnEntryForWhatExchangeSays(String code) throws IOException {
        assertThat(has(page(), code)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ATTR35",
                "ATTR36",
                "ATTR41",
                "ATTR46",
                "ATTRnn",
                "blocked using",
                "Twice in the message trace",
                "RouteAllMessagesViaOnPremises",
                "remote domain of its own",
                "approval request",
                "moderation",
                "vote",
                "task",
                "recall",
                "journal",
                "rules of others",
                "shared mailboxes",
                "send as",
                "ReportToOriginator",
                "program",
                "accepted domain, or a subdomain",
                "national clouds",
                "Moving to another organisation",
                "Labels that encrypt",
                "Limits",
                "Sent Items",
                "winmail.dat",
                "A code was changed",
                "delayed",
                // While an organisation is connected.
                "not required",
                "Enable-OrganizationCustomization",
                "already exists",
                "couldn't be found",
                "used by",
                "created in a disabled state. Contact Support",
                "developer and trial tenants",
                "ADTransientException",
                "too busy with this tenant",
                "does not let this account run",
                "privileged access management",
                "a role that comes by a group",
                "Left out, since it is optional",
                "still shows other values",
                "300 rules",
                "is a dynamic distribution group",
                "is no group that rules know",
                "is found by the same certificate as ours",
                "is not ours and sends mail to our connector",
                "It is not known where mail comes back to",
                "which is no server of Exchange Online",
                "Get-BlockedConnector",
                "restrictedentities",
                "answers for an organisation that does not have the domain",
                "DelegatedOrganization",
                "running scripts is disabled",
                "not digitally signed",
                "Could not load file or assembly",
                "Enabling waits for this",
                "Disable the rule first",
                "AADSTS53003",
                "AADSTS530035",
                "AADSTS53000",
                "AADSTS50105",
                "AADSTS50020",
            })
    void hasAnEntryForWhatIsSeen(String words) throws IOException {
        assertThat(page()).containsIgnoringCase(words);
    }

    /** The test's own reading of sources and page. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "x(\"5.7.64\") ; 5.7.64",
                "x(\"5\\\\.7\\\\.(51|54)\") ; 5.7.51 5.7.54",
                "x(\"4\\\\.7\\\\.5\\\\d[01]\") ; 4.7.500 4.7.501 4.7.510 4.7.511 4.7.520 4.7.521 4.7.530 4.7.531 4.7.540"
                        + " 4.7.541 4.7.550 4.7.551 4.7.560 4.7.561 4.7.570 4.7.571 4.7.580 4.7.581 4.7.590 4.7.591",
                "x(\"5.7.700-702\", \"5.7.704\") ; 5.7.700 5.7.701 5.7.702 5.7.704",
                "x(\"[245]\\\\.\\\\d{1,3}\\\\.\\\\d{1,3}\") ; ''",
                "/* \"5.7.1\" */ x(\"5.1.1 no\") ; 5.1.1",
                "x(\"RFC 5321, section 4.5.3.1\") ; ''",
            })
    void findsCodesInSources(String source, String codes) {
        assertThat(codesIn(source)).isEqualTo(words(codes));
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split(" "))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> codesIn(String source) {
        Set<String> codes = new TreeSet<>();
        Matcher strings = STRING.matcher(COMMENT.matcher(source).replaceAll(""));
        while (strings.find()) {
            Matcher found = CODES.matcher(strings.group(1).replace("\\\\.", ".").replace("\\\\d", "\\d"));
            while (found.find()) {
                String subject = found.group(1);
                details(found.group(2), found.group(3)).forEach(number -> codes.add(subject + "." + number));
            }
        }
        return codes;
    }

    private static IntStream details(String pattern, @Nullable String last) {
        if (last != null) {
            return IntStream.rangeClosed(Integer.parseInt(pattern), Integer.parseInt(last));
        }
        Pattern detail = Pattern.compile(pattern);
        return IntStream.rangeClosed(0, LARGEST_DETAIL)
                .filter(number -> detail.matcher(Integer.toString(number)).matches());
    }

    /** Whether the page names the code, by itself or within a range. */
    private static boolean has(String page, String code) {
        if (Pattern.compile("(?<![\\d.])" + Pattern.quote(code) + "(?!\\d|\\.\\d)")
                .matcher(page)
                .find()) {
            return true;
        }
        String subject = code.substring(0, code.lastIndexOf('.'));
        int detail = Integer.parseInt(code.substring(code.lastIndexOf('.') + 1));
        return RANGE.matcher(page)
                .results()
                .anyMatch(range -> range.group(1).equals(subject)
                        && Integer.parseInt(range.group(2)) <= detail
                        && detail <= Integer.parseInt(range.group(3)));
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/troubleshooting.md"));
    }
}
