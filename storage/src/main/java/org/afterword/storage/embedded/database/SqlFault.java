package org.afterword.storage.embedded.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** What SQLite's error means for us, and how it is said. */
public enum SqlFault {
    /** Another process writes; waiting has not helped. */
    BUSY,
    FULL,
    DAMAGED,
    /** The medium failed while it was to make a change durable: what SQLite believes of the file may be wrong. */
    NOT_DURABLE,
    READ_ONLY,
    UNREACHABLE,
    OTHER;

    /** Result codes of SQLite: https://sqlite.org/rescode.html. */
    public static SqlFault of(SQLException thrown) {
        if (!(thrown instanceof SQLiteException sqlite)) {
            return OTHER;
        }
        int code = sqlite.getResultCode().code;
        int fsync = 10 | 4 << 8;
        int directoryFsync = 10 | 5 << 8;
        if (code == fsync || code == directoryFsync) {
            return NOT_DURABLE;
        }
        return switch (code & 0xff) {
            case 5, 6 -> BUSY;
            case 8 -> READ_ONLY;
            case 10, 14 -> UNREACHABLE;
            case 11, 26 -> DAMAGED;
            case 13 -> FULL;
            default -> OTHER;
        };
    }

    /** Whether a failure that {@link #failure} made is that of damaged pages. */
    public static boolean isDamage(IOException failure) {
        return failure.getCause() instanceof SQLException sql && of(sql) == DAMAGED;
    }

    public static IOException failure(Path file, SQLException thrown) {
        return new IOException(sentence(file, thrown), thrown);
    }

    public static String sentence(Path file, SQLException thrown) {
        return switch (of(thrown)) {
            case BUSY -> "The database " + file + " is locked by another program. End that program.";
            case FULL -> "The disk with " + file + " is full. Make room; nothing that was taken is lost.";
            case DAMAGED ->
                "The database " + file
                        + " is damaged. Nothing was deleted. Restart Afterword, which sets the damage aside; if it"
                        + " cannot, it says so, and the last backup has to be put in place.";
            case NOT_DURABLE ->
                "The disk with " + file + " failed while it stored a change. Look at the disk, then restart Afterword.";
            case READ_ONLY ->
                "The database " + file
                        + " is read-only. Give this user the right to write in the folder and its files.";
            case UNREACHABLE ->
                "The database " + file + " cannot be read or written. Look at the disk and the rights of the folder.";
            case OTHER -> "The database " + file + " does not answer: " + thrown.getMessage();
        };
    }
}
