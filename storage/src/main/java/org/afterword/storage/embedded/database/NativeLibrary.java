package org.afterword.storage.embedded.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite itself, which the driver brings along as a library for each system. Left alone the driver unpacks it into the
 * temporary folder, where it often may not be loaded from (noexec), and leaves a copy there after each kill. So it is
 * unpacked once, into the store's folder, unless {@code org.sqlite.lib.path} or {@code org.sqlite.tmpdir} name a place.
 */
public final class NativeLibrary {
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private NativeLibrary() {}

    /** @throws IOException if no library for this system can be loaded */
    public static synchronized void provide(Path folder) throws IOException {
        if (System.getProperty(PATH) == null && System.getProperty("org.sqlite.tmpdir") == null) {
            unpack(folder.resolve("native").resolve(SQLiteJDBCLoader.getVersion()));
        }
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception | LinkageError notLoaded) {
            throw new IOException(
                    "SQLite's library cannot be loaded (" + notLoaded.getMessage()
                            + "). Start Java with -Dorg.sqlite.tmpdir= and a folder that programs may be loaded from.",
                    notLoaded);
        }
    }

    private static void unpack(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        Path library = folder.resolve(name);
        try (InputStream packed =
                SQLiteJDBCLoader.class.getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            if (packed == null) {
                return; // The driver says so itself, with what it knows.
            }
            byte[] bytes = packed.readAllBytes();
            if (!Files.exists(library) || Files.size(library) != bytes.length) {
                PlainFiles.createFolder(folder);
                PlainFiles.write(library, bytes);
            }
        }
        System.setProperty(PATH, folder.toAbsolutePath().toString());
        System.setProperty(NAME, name);
    }
}
