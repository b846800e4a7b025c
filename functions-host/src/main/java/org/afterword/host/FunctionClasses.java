package org.afterword.host;

import com.microsoft.azure.functions.annotation.FunctionName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Finds the classes with functions in a package and below. */
public final class FunctionClasses {
    private FunctionClasses() {}

    /**
     * The public classes of {@code packageName}, and of the packages below it, that have a method with
     * {@code @FunctionName}; sorted by name.
     */
    public static List<Class<?>> in(String packageName) {
        String folder = packageName.replace('.', '/');
        ClassLoader loader = FunctionClasses.class.getClassLoader();
        try {
            return Collections.list(loader.getResources(folder)).stream()
                    .flatMap(url -> classFiles(url, folder))
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .distinct()
                    .<Class<?>>map(name -> load(name, loader))
                    .filter(FunctionClasses::hasFunction)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the class path cannot be read", unreadable);
        }
    }

    private static Stream<String> classFiles(URL url, String folder) {
        try {
            if (url.openConnection() instanceof JarURLConnection jar) {
                return jar.getJarFile().stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith(folder + "/"));
            }
            Path root = Path.of(URI.create(url.toString()));
            try (Stream<Path> files = Files.walk(root)) {
                return files
                        .map(file ->
                                folder + "/" + root.relativize(file).toString().replace('\\', '/'))
                        .toList()
                        .stream();
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the class path cannot be read: " + url, unreadable);
        }
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException gone) {
            throw new IllegalStateException("class " + name + " was listed but cannot be loaded", gone);
        }
    }

    private static boolean hasFunction(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(method -> method.isAnnotationPresent(FunctionName.class));
    }
}
