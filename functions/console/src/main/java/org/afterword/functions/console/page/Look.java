package org.afterword.functions.console.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The files that every page of ours has: colours, controls and header, and the logo. */
public final class Look {
    private Look() {}

    /** {@code look.css}: custom properties for light and dark, and what is made of them on every page. */
    public static byte[] css() {
        return file("look.css");
    }

    /** {@code icon.svg}: the logo. */
    public static byte[] icon() {
        return file("icon.svg");
    }

    private static byte[] file(String name) {
        try (InputStream file = Look.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("the program's file " + name + " is missing");
            }
            return file.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
