package org.afterword.cli.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.afterword.cli.Terminal;
import org.afterword.cli.demo.DemoExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/signatures.md tells a new user to do, with the files that it names. */
@Timeout(300)
class GuideTest {
    private static final Path FILES = Path.of("..", "docs", "signatures");

    @Test
    void worksAsItSays(@TempDir Path home) throws Exception {
        try (DemoExchange exchange = DemoExchange.start(home)) {
            String stamp =
                    "http://localhost:" + exchange.stamp().functionsPort().getAsInt();
            assertThat(run(stamp, "import", "--people", file("people.csv")))
                    .contains("Line 5: refused; mail", "1 created, 2 changed, 0 unchanged, 1 refused");
            assertThat(run(
                            stamp,
                            "preview",
                            "--template",
                            file("templates/full"),
                            "--person",
                            "a.keller@contoso.example"))
                    .contains("Mobile: +41 79 555 01 17");
            assertThat(run(
                            stamp,
                            "preview",
                            "--template",
                            file("templates/full"),
                            "--person",
                            "bruno.rossi@contoso.example"))
                    .doesNotContain("Mobile");
            assertThat(run(stamp, "put", "--dir", FILES.toString()))
                    .contains("template fair: created", "template full: changed", "rules: changed")
                    .doesNotContain("warning");
            assertThat(run(stamp, "put", "--dir", FILES.toString()))
                    .contains("template fair: unchanged", "template full: unchanged", "rules: unchanged");
            String explained = run(stamp, "explain", "--facts", file("offer.json"), "--at", "2026-09-10T08:00:00Z");
            assertThat(explained)
                    .contains("Signature of sales@contoso.example")
                    .contains("To client@fabrikam.example: signed. Full signature on new mail to others, Banner before"
                            + " the fair, Disclaimer on mail to others")
                    .contains("To anna.keller@contoso.example: signed. Short signature on all the rest");
            assertThat(run(stamp, "explain", "--facts", file("offer.json"), "--at", "2026-12-10T08:00:00Z"))
                    .contains("out of schedule");
        }
    }

    private static String file(String name) {
        return FILES.resolve(name).toString();
    }

    private static String run(String stamp, String... words) {
        List<String> all = new ArrayList<>(List.of("signatures"));
        all.addAll(List.of(words));
        all.addAll(List.of("--stamp", stamp));
        Terminal terminal = new Terminal();
        terminal.run(all.toArray(new String[0]));
        return terminal.out();
    }
}
