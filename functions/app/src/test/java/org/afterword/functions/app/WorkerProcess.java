package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Logger;

/** Calls functions as the Java worker does, until the app is there. Its arguments are messages of the queue of SignMail. */
public final class WorkerProcess {
    static final String PUT_BACK = "all messages were put back";
    static final String STARTED = "the app is there";

    private static final ExecutionContext CONTEXT = (ExecutionContext) Proxy.newProxyInstance(
            WorkerProcess.class.getClassLoader(),
            new Class<?>[] {ExecutionContext.class},
            (proxy, method, arguments) -> Logger.getAnonymousLogger());

    private WorkerProcess() {}

    public static void main(String[] messages) throws Exception {
        try (ExecutorService calls = Executors.newCachedThreadPool()) {
            List<Future<?>> running = new ArrayList<>();
            for (String message : messages) {
                running.add(calls.submit(() -> {
                    new SignMail().run(message, 1, CONTEXT);
                    return message;
                }));
            }
            for (Future<?> call : running) {
                call.get();
            }
        }
        System.out.println(PUT_BACK);
        while (FunctionApp.awaited(app -> app) instanceof AppStart.NotYet) {
            Thread.onSpinWait();
        }
        System.out.println(STARTED);
    }
}
