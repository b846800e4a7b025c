package org.afterword.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mails that the demo brings along, in the markup of different clients. */
final class DemoMails {
    private DemoMails() {}

    /** In the order of {@code mails.txt}: file name, a bar, title, and {@code <>} for those with a null sender. */
    static List<DemoMail> all() throws IOException {
        List<DemoMail> mails = new ArrayList<>();
        try (InputStream list = resource("mails.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.split("\\s*\\|\\s*");
                if (columns.length < 2 || line.startsWith("#")) {
                    continue;
                }
                Optional<String> sender = columns.length > 2 ? Optional.of("") : Optional.empty();
                try (InputStream mail = resource(columns[0].strip())) {
                    mails.add(DemoMail.of(columns[1], mail.readAllBytes(), sender, List.of()));
                }
            }
        }
        return mails;
    }

    private static InputStream resource(String name) throws IOException {
        InputStream resource = DemoMails.class.getResourceAsStream(name);
        if (resource == null) {
            throw new IOException("the program's file " + name + " is missing");
        }
        return resource;
    }
}
