package org.afterword.cli.page;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** HTML as Chromium shows it. Many documents go side by side into one page, since each start takes seconds. */
final class Pictures {
    static final int WIDTH = 700;
    static final int HEIGHT = 900;

    private static final int COLUMNS = 4;
    private static final int ROWS = 8;

    private final Path program;
    private final Path folder;

    /** @param folder where the documents, the pictures and the browser's profile go */
    Pictures(Path program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** Whether Chromium can be found: on the search path of this process. */
    static List<Path> programs() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(entry -> Path.of(entry, "chromium"))
                .filter(Files::isExecutable)
                .toList();
    }

    /** One picture per document, in their order, {@link #WIDTH} by {@link #HEIGHT} pixels. */
    List<BufferedImage> of(List<String> documents) throws IOException, InterruptedException {
        List<BufferedImage> pictures = new ArrayList<>();
        for (int from = 0; from < documents.size(); from += COLUMNS * ROWS) {
            int to = Math.min(documents.size(), from + COLUMNS * ROWS);
            BufferedImage sheet = sheet(from, documents.subList(from, to));
            for (int i = 0; i < to - from; i++) {
                pictures.add(sheet.getSubimage(i % COLUMNS * WIDTH, i / COLUMNS * HEIGHT, WIDTH, HEIGHT));
            }
        }
        return pictures;
    }

    private BufferedImage sheet(int number, List<String> documents) throws IOException, InterruptedException {
        StringBuilder frames = new StringBuilder("<!DOCTYPE html><body style=\"margin:0\">");
        for (int i = 0; i < documents.size(); i++) {
            String name = "document-" + (number + i) + ".html";
            // A byte order mark wins over the charset that the document names.
            Files.writeString(folder.resolve(name), "\ufeff" + documents.get(i), StandardCharsets.UTF_8);
            frames.append("<iframe scrolling=no style=\"position:absolute;border:0;left:")
                    .append(i % COLUMNS * WIDTH)
                    .append("px;top:")
                    .append(i / COLUMNS * HEIGHT)
                    .append("px;width:" + WIDTH + "px;height:" + HEIGHT + "px\" src=\"" + name + "\"></iframe>");
        }
        Path page = folder.resolve("sheet-" + number + ".html");
        Files.writeString(page, frames, StandardCharsets.UTF_8);
        Path picture = folder.resolve("sheet-" + number + ".png");
        run(page, picture);
        BufferedImage sheet = ImageIO.read(picture.toFile());
        Files.delete(picture);
        return sheet;
    }

    private void run(Path page, Path picture) throws IOException, InterruptedException {
        Path log = folder.resolve("chromium.log");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--window-size=" + COLUMNS * WIDTH + "," + ROWS * HEIGHT,
                        "--user-data-dir=" + Files.createTempDirectory(folder, "profile"),
                        "--screenshot=" + picture,
                        page.toUri().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        process.destroyForcibly();
        if (!ended || process.exitValue() != 0 || !Files.exists(picture)) {
            throw new IOException("Chromium made no picture; " + log + " says why");
        }
    }
}
