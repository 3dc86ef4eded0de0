import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsUtils;

/**
 * One Elasticsearch node from its published jars: the server core and the HTTP transport, nothing else. Arguments: folder
 * of the jars (with modules/), data folder (with config/), HTTP port, transport port. Stops when its standard input ends.
 */
public class ElasticsearchLauncher {
    public static void main(String[] arguments) throws Exception {
        Path jars = Path.of(arguments[0]).toAbsolutePath();
        Path data = Path.of(arguments[1]).toAbsolutePath();
        LogConfigurator.configureESLogging();
        Settings settings = Settings.builder()
            .put("path.home", data.toString())
            .put("path.data", data.resolve("data").toString())
            .put("path.logs", data.resolve("logs").toString())
            .put("cluster.name", "dingfen-test")
            .put("node.name", "test-1")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("http.port", arguments[2])
            .put("transport.port", arguments[3])
            // A developer's disk is often nearly full; an index of tests must not be made read-only for it.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
            settings, Map.of(), data.resolve("config"), () -> "test-1");
        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
            PluginsUtils.getModuleBundles(jars.resolve("modules"), descriptor -> true), Set.of(), Map.of(), false);
        Node node = new Node(environment, plugins);
        node.start();
        System.out.println("ready");
        while (System.in.read() >= 0) { }
        // Its data are thrown away.
        Runtime.getRuntime().halt(0);
    }
}
