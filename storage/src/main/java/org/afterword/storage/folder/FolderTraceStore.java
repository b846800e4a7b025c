package org.afterword.storage.folder;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;
import org.jspecify.annotations.Nullable;

/**
 * The trace as {@code TENANT/yyyy-MM-dd.jsonl}, a record a line, the day in UTC. A record survives the end of the
 * process; in a power cut the last ones may be lost, since no mail waits for its trace.
 */
final class FolderTraceStore implements TraceStore {
    private static final int DAYS = 7;
    private static final String SUFFIX = ".jsonl";

    private final Path folder;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable LocalDate pruned;

    FolderTraceStore(Path folder, InstantSource clock) throws IOException {
        this.folder = folder;
        this.clock = clock;
        Files.createDirectories(folder);
        pruneOnceADay();
    }

    @Override
    public void add(TraceRecord record) throws IOException {
        String line = StoredJson.text(record) + "\n";
        LocalDate day = LocalDate.ofInstant(record.at(), ZoneOffset.UTC);
        Path file = folder.resolve(record.tenantId().toString()).resolve(day + SUFFIX);
        lock.lock();
        try {
            pruneOnceADay();
            Files.createDirectories(Directories.of(file));
            try (RandomAccessFile trace = new RandomAccessFile(file.toFile(), "rw")) {
                long end = trace.length();
                boolean torn = false;
                if (end > 0) {
                    trace.seek(end - 1);
                    torn = trace.read() != '\n';
                }
                trace.write(((torn ? "\n" : "") + line).getBytes(StandardCharsets.UTF_8));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<TraceRecord> newest(TenantId tenant, int limit) throws IOException {
        Path traces = folder.resolve(tenant.toString());
        List<TraceRecord> newest = new ArrayList<>();
        if (!Files.isDirectory(traces)) {
            return newest;
        }
        LocalDate oldest = oldestDay();
        for (Path file : filesOf(traces)) {
            if (newest.size() >= limit || day(file).isBefore(oldest)) {
                break;
            }
            lastLines(file, limit - newest.size()).forEach(newest::add);
        }
        newest.sort(Comparator.comparing(TraceRecord::at).reversed());
        return newest;
    }

    /** The last records of a file; lines that a crash cut off are passed over. */
    private static Deque<TraceRecord> lastLines(Path file, int limit) throws IOException {
        Deque<String> lines = new ArrayDeque<>();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.endsWith("}")) {
                    lines.addLast(line);
                }
                if (lines.size() > limit) {
                    lines.removeFirst();
                }
            }
        }
        Deque<TraceRecord> records = new ArrayDeque<>();
        for (String line : lines) {
            try {
                records.addFirst(StoredJson.read(line, TraceRecord.class));
            } catch (IOException cutOff) {
                // Half a record explains nothing.
            }
        }
        return records;
    }

    private void pruneOnceADay() throws IOException {
        LocalDate oldest = oldestDay();
        if (oldest.equals(pruned)) {
            return;
        }
        try (DirectoryStream<Path> tenants = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path tenant : tenants) {
                for (Path file : filesOf(tenant)) {
                    if (day(file).isBefore(oldest)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
        pruned = oldest;
    }

    private LocalDate oldestDay() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(DAYS);
    }

    /** The files of a tenant, newest first. */
    private static List<Path> filesOf(Path tenant) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(tenant, "????-??-??" + SUFFIX)) {
            found.forEach(files::add);
        }
        files.sort(Comparator.reverseOrder());
        return files;
    }

    private static LocalDate day(Path file) {
        String name = file.getFileName().toString();
        return LocalDate.parse(name.substring(0, name.length() - SUFFIX.length()));
    }
}
