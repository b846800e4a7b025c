package org.afterword.storage.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.port.Page;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TracePage;
import org.afterword.storage.trace.TraceQuery;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;
import org.jspecify.annotations.Nullable;

/**
 * The trace as {@code TENANT/yyyy-MM-dd.jsonl}, a record a line, the day in UTC. A record survives the end of the
 * process; in a power cut the last ones may be lost, since no mail waits for its trace.
 */
final class FolderTraceStore implements TraceStore {
    private static final int DAYS = 7;
    private static final Duration MOMENTS = Duration.ofMinutes(5);
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
    public Page<TraceRecord> find(TenantId tenant, TraceQuery query) throws IOException {
        TracePage page = new TracePage(query);
        Path traces = folder.resolve(tenant.toString());
        if (!Files.isDirectory(traces)) {
            return page.page();
        }
        LocalDate oldest = oldestDay();
        for (Path file : filesOf(traces)) {
            LocalDate day = day(file);
            Instant begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
            if (page.isFull() || day.isBefore(oldest) || !endOf(day).isAfter(query.from())) {
                break;
            }
            if (!begin.isAfter(query.latest())) {
                offer(file, page);
            }
        }
        return page.page();
    }

    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /**
     * Offers the records of a file, the last first, until the others must be older than the page: records are written as
     * they arise, so they are in order but for moments. Lines that a crash cut off are passed over.
     */
    private static void offer(Path file, TracePage page) throws IOException {
        // Decoded so since a character may be cut off too.
        String records = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        for (String line : records.lines().toList().reversed()) {
            try {
                TraceRecord record = StoredJson.read(line, TraceRecord.class);
                if (page.isFull() && record.at().plus(MOMENTS).isBefore(page.oldest())) {
                    return;
                }
                page.offer(record);
            } catch (IOException cutOff) {
                // Half a record explains nothing.
            }
        }
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
