package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.afterword.storage.embedded.database.PlainFiles;
import org.afterword.storage.embedded.database.SqliteDatabase;
import org.afterword.storage.embedded.database.SqliteFile;

/**
 * A folder and what tells that it is the one that we knew: a marker with the store's id, which its database has too, and a
 * note whether it is open.
 */
final class StoreFolder {
    /** File systems over a network, or between a machine and its guest, that do not keep the locks and syncs of SQLite. */
    private static final Set<String> REMOTE = Set.of(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "afpfs",
            "9p",
            "virtiofs",
            "ceph",
            "lustre",
            "glusterfs",
            "afs",
            "vboxsf",
            "prl_fs",
            "webdav");

    private static final String OPEN = "open";
    private static final String DAMAGED = "damaged";

    private final Path folder;
    private final Path state;

    /** How the last process left the folder. */
    enum Left {
        CLOSED,
        /** It was killed, or the machine stopped. */
        OPEN,
        /** It had found damage. */
        DAMAGED
    }

    private StoreFolder(Path folder) {
        this.folder = folder;
        this.state = folder.resolve("afterword.open");
    }

    /** Makes the folder if it is not there, and refuses one that cannot keep a store. */
    static StoreFolder create(Path named) throws IOException {
        Path folder;
        try {
            PlainFiles.createFolder(named);
            folder = named.toRealPath();
        } catch (FileAlreadyExistsException file) {
            throw new IOException(
                    "The store needs a folder, and " + named + " is a file. Name another in AFTERWORD_STORE.", file);
        } catch (IOException denied) {
            throw new IOException(
                    "The folder " + named + " cannot be made (" + denied.getMessage()
                            + "). Name another in AFTERWORD_STORE, or make it and give this user the right to write.",
                    denied);
        }
        String type = Files.getFileStore(folder).type();
        if (isRemote(type)) {
            throw new IOException("The folder " + folder + " lies on a network file system (" + type
                    + "), where a database can be damaged. Name a folder on a local disk in AFTERWORD_STORE.");
        }
        if (Files.isDirectory(folder.resolve("queues")) && Files.isDirectory(folder.resolve("mail"))) {
            throw new IOException(
                    "The folder " + folder + " was written by an earlier development version of Afterword,"
                            + " in a form that is no longer read. Name another folder in AFTERWORD_STORE, or remove this one.");
        }
        return new StoreFolder(folder);
    }

    static boolean isRemote(String fileSystem) {
        return REMOTE.contains(fileSystem) || fileSystem.startsWith("fuse.");
    }

    Path path() {
        return folder;
    }

    /**
     * Keeps other processes out.
     *
     * @throws IOException if one is in, or the folder has lost its marker
     */
    FolderLock lock(SqliteFile database) throws IOException {
        if (!Files.exists(folder.resolve(FolderLock.NAME)) && database.exists()) {
            throw new IOException("The folder " + folder + " has a database and no " + FolderLock.NAME
                    + ": something was removed. Put it, or the last backup of the whole folder, in place.");
        }
        return FolderLock.take(folder);
    }

    /** Looks how the folder was left. Never begins an empty store where there was a full one. */
    Left look(FolderLock lock, SqliteFile database) throws IOException {
        if (lock.id().isEmpty()) {
            return Left.CLOSED; // It is being made.
        }
        if (!database.exists()) {
            throw new IOException("The folder " + folder + " is the store's, but its database " + database.path()
                    + " is missing. Put it in place again, with the file "
                    + database.log().getFileName()
                    + " if there is one, or the last backup.");
        }
        if (!Files.exists(state)) {
            return Left.CLOSED;
        }
        if (PlainFiles.read(state).strip().equals(DAMAGED)) {
            return Left.DAMAGED;
        }
        if (!Files.exists(database.log())) {
            throw new IOException("Afterword was not stopped in order, and the file " + database.log()
                    + " is missing, in which mail that was taken may be. Put it in place again. If it is lost, remove "
                    + state + " to go on without it.");
        }
        return Left.OPEN;
    }

    /** Ties marker and database together, once for each store, and notes that the folder is open. */
    void mark(FolderLock lock, SqliteDatabase database) throws IOException {
        String id = database.write(connection -> {
            connection.update(
                    "INSERT OR IGNORE INTO property(name, value) VALUES('store', ?)",
                    UUID.randomUUID().toString());
            return connection
                    .first("SELECT value FROM property WHERE name='store'", row -> row.getString(1))
                    .orElseThrow();
        });
        String marked = lock.id();
        if (marked.isEmpty()) {
            database.emptyLog(); // The tables and the id do not hang on the log.
            lock.writeId(id);
        } else if (!marked.equals(id)) {
            throw new IOException("The database in " + folder + " belongs to another store than " + FolderLock.NAME
                    + " says. Put files of one backup together.");
        }
        PlainFiles.write(state, text(OPEN));
    }

    /** Notes that all is in order: said before the last connection ends, so that the log may go with it. */
    void leave(boolean damaged) throws IOException {
        if (damaged) {
            PlainFiles.write(state, text(DAMAGED));
        } else {
            Files.deleteIfExists(state);
            PlainFiles.sync(folder);
        }
    }

    void noteDamage() throws IOException {
        PlainFiles.write(state, text(DAMAGED));
    }

    private static byte[] text(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
