package org.afterword.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.render.SignatureRenderer;

/** Says how much heap a {@link LargeTenant} takes: what is retained after collections of garbage, with it and without. */
public final class TenantMemory {
    private static final int COLLECTIONS = 5;
    private static final List<Object> HELD = new ArrayList<>();

    private TenantMemory() {}

    public static void main(String... arguments) {
        SignatureRenderer renderer = new SignatureRenderer();
        SignatureCatalog first = LargeTenant.catalog();
        renderer.render(
                first.templates().values().iterator().next(),
                LargeTenant.people().getFirst()); // Loads the classes.
        List<Person> people = report("10,000 people without photos", LargeTenant::people);
        SignatureCatalog catalog = report("50 rules and 20 templates with a logo of 20 kB each", LargeTenant::catalog);
        report("what the renderer keeps when everybody has written", () -> {
            for (Person person : people) {
                catalog.templates().values().forEach(template -> renderer.render(template, person));
                renderer.textsOf(catalog, person);
            }
            return renderer;
        });
    }

    private static <T> T report(String what, Supplier<T> made) {
        long before = retained();
        T held = made.get();
        HELD.add(held);
        System.out.printf(Locale.ROOT, "%-55s %8.2f MB%n", what, (retained() - before) / 1e6);
        return held;
    }

    private static long retained() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
