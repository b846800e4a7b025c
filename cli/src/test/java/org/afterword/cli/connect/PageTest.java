package org.afterword.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.afterword.cli.demo.ConnectableExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A browser before the page of a stamp whose tenant is not connected yet. One browser serves all tests of a class. */
abstract class PageTest {
    static final String ADMIN = "admin@contoso.example";

    @TempDir
    static Path profile;

    static Browser browser;

    @TempDir
    Path folder;

    final List<String> logged = new ArrayList<>();
    private final Handler listener = new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public synchronized void publish(LogRecord entry) {
            logged.add(formatter.format(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    ConnectableExchange exchange;

    @BeforeAll
    static void startBrowser() {
        assumeTrue(
                Browser.isInstalled() || System.getenv("CI") != null,
                "needs Chromium and its driver: apt-get install chromium chromium-driver");
        browser = Browser.start(profile);
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        Logger.getLogger("").addHandler(listener);
        logged.clear();
        exchange = ConnectableExchange.start(folder.resolve("demo"), 0);
        browser.complaints(); // Those of the test before.
        browser.open(exchange.page());
    }

    @AfterEach
    void stop() throws Exception {
        Logger.getLogger("").removeHandler(listener);
        assertThat(browser.takeBarriers()).isEmpty();
        if (browser != null) {
            // Else the end would wait for the worker, which waits for orders.
            if (browser.has("content")) {
                assertThat(browser.undocumented()).isEqualTo(List.of());
                browser.order("cancel");
            }
            browser.forgetCookies();
        }
        if (exchange != null) {
            exchange.close();
        }
    }

    void signIn() throws Exception {
        browser.click("connect");
        assertThat(exchange.cloud().login().approve(browser.text("code"), ADMIN))
                .isTrue();
    }
}
