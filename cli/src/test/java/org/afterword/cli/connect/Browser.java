package org.afterword.cli.connect;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Debian's Chromium, driven by its own driver; nothing is downloaded. Takes pictures into {@code target/connect-page}. */
final class Browser implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Path PICTURES = Path.of("target", "connect-page");

    private final ChromeDriver driver;
    private final Set<String> barriers = new TreeSet<>();

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Whether Chromium and its driver are installed: {@code apt-get install chromium chromium-driver}. */
    static boolean isInstalled() {
        return program("chromium").isPresent() && program("chromedriver").isPresent();
    }

    static Browser start(Path profile) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium").orElseThrow().toString());
        options.setAcceptInsecureCerts(true);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--window-size=1100,1000",
                "--user-data-dir=" + profile);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver").orElseThrow().toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<Path> program(String name) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    void open(URI page) {
        driver.get(page.toString());
    }

    void reload() {
        driver.navigate().refresh();
    }

    /** Opens the page in one more tab and goes there. */
    void openTab(URI page) {
        driver.switchTo().newWindow(org.openqa.selenium.WindowType.TAB);
        driver.get(page.toString());
    }

    /** Closes this tab and goes back to the first. */
    void closeTab() {
        driver.close();
        driver.switchTo().window(driver.getWindowHandles().iterator().next());
    }

    /** Waits for the element with this id and gives its text. */
    String text(String id) throws InterruptedException {
        return await(id, element -> Optional.of(element.getText()).filter(text -> !text.isBlank()));
    }

    void click(String id) throws InterruptedException {
        await(id, element -> {
            if (!element.isEnabled()) {
                return Optional.empty();
            }
            ((JavascriptExecutor) driver).executeScript("arguments[0].scrollIntoView({block:'center'})", element);
            element.click();
            return Optional.of("");
        });
    }

    void type(String css, String text) {
        WebElement field = driver.findElement(By.cssSelector(css));
        field.clear();
        field.sendKeys(text);
    }

    void clickOn(String css) {
        driver.findElement(By.cssSelector(css)).click();
    }

    void acceptDialog() {
        driver.switchTo().alert().accept();
    }

    /** Waits until the page shows this text. */
    void awaitText(String text) throws InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!page().contains(text)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the page does not show “" + text + "” but:\n" + page());
            }
            Thread.sleep(100);
        }
    }

    String page() {
        try {
            return driver.findElement(By.tagName("body")).getText();
        } catch (NoSuchElementException | StaleElementReferenceException betweenTwoPages) {
            return "";
        }
    }

    boolean has(String id) {
        return !driver.findElements(By.id(id)).isEmpty();
    }

    /** What the console of the browser complained about. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(entry -> entry.getMessage())
                .toList();
    }

    Object script(String script) {
        return Objects.requireNonNullElse(((JavascriptExecutor) driver).executeScript(script), "");
    }

    /** Gives an order to the worker and waits for the answer. */
    void order(String order) {
        driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1]; fetch('connect/' + arguments[0], {method: 'POST', headers:"
                        + " {'X-Afterword-Request': '1'}}).then(done, done)",
                order);
    }

    /** Loads the page as a browser would that has no cookie, and gives its text. */
    String asAnotherBrowser() throws InterruptedException {
        Set<Cookie> cookies = driver.manage().getCookies();
        driver.manage().deleteAllCookies();
        reload();
        awaitText("Sign in as Exchange administrator");
        String seen = page() + driver.getPageSource();
        cookies.forEach(driver.manage()::addCookie);
        return seen;
    }

    /** What the session's state has and the interface's description has not. */
    Object undocumented() {
        return driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                const json = name => fetch('connect/' + name).then(answer => answer.json());
                Promise.all([json('state'), json('openapi.json')]).then(([state, api]) => done(Object.keys(state)
                    .filter(name => !(name in api.components.schemas.ConnectState.properties))), done);
                """);
    }

    /** A field of the session's state. */
    Object state(String name) {
        return driver.executeAsyncScript(
                "const [name, done] = arguments; fetch('connect/state').then(a => a.json()).then(s => done(s[name]), done)",
                name);
    }

    void forgetCookies() {
        driver.manage().deleteAllCookies();
    }

    /** A picture of the whole page, light, dark and on a phone. */
    void picture(String name) throws IOException {
        Files.createDirectories(PICTURES);
        take(name, 1100, "light");
    }

    /** The same in dark and at a phone's width too. */
    void pictures(String name) throws IOException {
        picture(name);
        take(name + "-dark", 1100, "dark");
        take(name + "-phone", 390, "light");
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        scheme("light");
    }

    private void take(String name, int width, String scheme) throws IOException {
        scheme(scheme);
        device(width, 800);
        long height = ((Number) script("return document.documentElement.scrollHeight")).longValue();
        device(width, (int) Math.min(height, 4000));
        Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        barriers.addAll(barriers(name));
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** What keeps people out, in any picture since the last call, by axe's rules for WCAG 2.2 AA. */
    Set<String> takeBarriers() {
        Set<String> taken = Set.copyOf(barriers);
        barriers.clear();
        return taken;
    }

    private List<String> barriers(String name) throws IOException {
        if (!Boolean.TRUE.equals(driver.executeScript("return Boolean(window.axe)"))) {
            try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
                driver.executeScript(new String(Objects.requireNonNull(axe).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document).then(
                    result => done(result.violations.flatMap(fault => fault.nodes.map(
                        node => fault.id + ' at ' + node.target.join(' ') + ': ' + fault.help))),
                    failed => done(['axe: ' + failed]));
                """);
        return found instanceof List<?> list
                ? list.stream().map(fault -> name + ": " + fault).toList()
                : List.of(name + ": axe says nothing");
    }

    private void device(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    private void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    private interface Look {
        Optional<String> at(WebElement element);
    }

    private String await(String id, Look look) throws InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            try {
                List<WebElement> found = driver.findElements(By.id(id));
                Optional<String> seen = found.isEmpty() ? Optional.empty() : look.at(found.getFirst());
                if (seen.isPresent()) {
                    return seen.get();
                }
            } catch (org.openqa.selenium.WebDriverException changing) {
                // The page renews itself; look again.
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("the page has no usable “" + id + "” but shows:\n" + page());
            }
            Thread.sleep(100);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
